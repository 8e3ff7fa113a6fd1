import { describe, expect, test } from 'vitest';
import { checkFootnotes } from '../../../src/documents/markdown/footnotes.js';
import { parseDocument } from '../../../src/documents/markdown/parse.js';
import { told } from '../../sync/support.js';

const check = (text: string, earlier?: string): readonly string[] => {
  const parsed = (source: string) => parseDocument(source, { file: 'p.md' }).value;
  const problems = checkFootnotes(parsed(text), earlier === undefined ? null : parsed(earlier));
  return told(problems.map((each) => ({ ...each, fixable: false, evidence: [] })));
};

describe('footnotes', () => {
  test('that are whole are not reported, in keys, values, headings and remarks', () => {
    expect(
      check(
        '# Trees [^1]\n\n| A |\n|---|\n| `x` [^2] |\n\n[^1]: One, see [^3].\n[^2]: Two `[^9]` and \\[^8].\n[^3]: Three.\n',
      ),
    ).toEqual([]);
  });

  test('without a definition, without a reference, and with a number left out', () => {
    expect(check('\uFEFFAsh [^1] and elm [^4].\n\n[^1]: One.\n[^3]: Three.\n')).toEqual([
      '1:18 error footnote-dangling 4: [^4] has no definition, so readers see it as text. Define or remove it',
      '4:1 warning footnote-unused 3: nothing refers to [^3], so nobody sees this remark',
      '3:1 info footnote-gap 2: the numbers of the footnotes go up to 3, but there is no [^2]; they are not renumbered',
    ]);
  });

  const two = [
    '# Leaves',
    'Oak [^1], fir [^3].',
    '',
    '[^1]: Lost in autumn.',
    '[^2]: Used [^2].',
    '[^3]: Needles.',
    '',
    '# Roots',
    'Elm [^1], yew [^3].',
    '',
    '[^root]: Shallow.',
    '[^3]: Deep.',
    '',
  ].join('\n');

  test('defined twice: the section that shows the other remark is named', () => {
    expect(check(two)).toContain(
      '12:1 error footnote-duplicate 3: [^3] is defined at line 6 already, and the first definition counts; what refers to it at line 9 shows that remark. Give this one a name of its own',
    );
  });

  test('renamed in their section while references keep the old name', () => {
    expect(check(two)).toContain(
      '9:5 error footnote-retargeted 1: [^1] shows "Lost in autumn." (line 4), but nothing refers to [^root] of this section: "Shallow.". Check which one is meant',
    );
  });

  test('under another remark than at an earlier revision', () => {
    const before = 'Oak [^1], elm [^2].\n\n[^1]: Lost in autumn.\n[^2]: Shallow roots.\n';
    const after =
      'Oak [^1], elm [^2], fir [^a].\n\n[^1]: Only north of the river.\n[^2]: Shallow roots, mostly.\n[^a]: Lost in autumn.\n';
    expect(check(after, before)).toEqual([
      '1:5 error footnote-retargeted 1: [^1] used to show "Lost in autumn.", which is now [^a]; it now shows "Only north of the river.". Check what refers to it',
    ]);
    expect(check(before, before)).toEqual([]);
  });
});
