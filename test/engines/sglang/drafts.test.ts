import { describe, expect, test } from 'vitest';
import { below, readSglang } from '../trees.js';

const SRT = 'python/sglang/srt';

type Bases = Readonly<Record<string, readonly string[]>>;

/** What `model_config.py` with this text says of drafts. */
function basesIn(text: string): Bases {
  const files = { 'models/__init__.py': '', 'configs/model_config.py': text };
  return Object.fromEntries(readSglang(below(SRT, files)).scan.draftBases);
}

function basesOf(body: string): Bases {
  return basesIn(`class ModelConfig:\n    def _config_draft_model(self):\n${body}`);
}

describe('what a draft drafts for', () => {
  test('is what the condition around the assignment names', () => {
    const body = `
        draft = self.is_draft_model
        if draft and self.hf_config.architectures[0] in ["Oak", "Pine"]:
            self.hf_config.architectures[0] = "TreeNextN"
        if draft and self.hf_config.architectures[0] == "Fern":
            self.hf_config.architectures[0] = "FernMTP"
            self.hf_config.layers = 1
`;
    expect(basesOf(body)).toEqual({ TreeNextN: ['Oak', 'Pine'], FernMTP: ['Fern'] });
  });

  test('may stand in a list of its own', () => {
    const text = `
OAKS = ("Oak", "OakVL")
class ModelConfig:
    def _config_draft_model(self):
        if self.is_draft_model and self.hf_config.architectures[0] in (*OAKS, "Pine"):
            self.hf_config.architectures[0] = "OakMTP"
`;
    expect(basesIn(text)).toEqual({ OakMTP: ['Oak', 'OakVL', 'Pine'] });
  });

  test('is nothing where no condition names one', () => {
    expect(basesOf('        self.hf_config.architectures = ["TreeNextN"]\n')).toEqual({ TreeNextN: [] });
  });

  test('is what the outer condition names, in both branches of an inner one that asks something else', () => {
    const body = `
        if draft and self.hf_config.architectures[0] == "Oak":
            if bundles(self.hf_config) and self.algorithm in (None, "LEAP"):
                self.hf_config.architectures[0] = "OakLeap"
            else:
                self.hf_config.architectures[0] = "OakNextN"
`;
    expect(basesOf(body)).toEqual({ OakLeap: ['Oak'], OakNextN: ['Oak'] });
  });

  test('may be named in several places', () => {
    const body = `
        if draft and self.hf_config.architectures[0] == "Oak":
            self.hf_config.architectures[0] = "OakMTP"
        if draft and self.hf_config.architectures[0] == "OakVL":
            self.hf_config = self.hf_text_config
            self.hf_config.architectures = ["OakMTP"]
`;
    expect(basesOf(body)).toEqual({ OakMTP: ['Oak', 'OakVL'] });
  });

  test('is told apart by inner conditions', () => {
    const body = `
        if draft and self.hf_config.architectures[0] in ["Oak", "Pine", "Fern"]:
            if self.hf_config.architectures[0] == "Oak":
                self.hf_config.architectures[0] = "OakMTP"
            elif self.hf_config.architectures[0] != "Fern":
                self.hf_config.architectures[0] = "PineMTP"
            else:
                self.hf_config.architectures[0] = "FernMTP"
`;
    expect(basesOf(body)).toEqual({ OakMTP: ['Oak'], PineMTP: ['Pine'], FernMTP: ['Fern'] });
  });

  test('is not what the condition before an else names', () => {
    const body = `
        if self.hf_config.architectures[0] == "Oak":
            self.hf_config.layers = 1
        elif self.hf_config.architectures[0] == "Pine":
            self.hf_config.architectures[0] = "PineMTP"
        else:
            self.hf_config.architectures[0] = "TreeMTP"
`;
    expect(basesOf(body)).toEqual({ PineMTP: ['Pine'], TreeMTP: [] });
  });

  test('is no other string of the condition', () => {
    const body = `
        if self.mode == "draft" and self.hf_config.architectures[0] == "Oak" and hasattr(self, "Heads"):
            self.hf_config.architectures[0] = "OakMTP"
`;
    expect(basesOf(body)).toEqual({ OakMTP: ['Oak'] });
  });

  test.each([
    ['a name for it', 'arch = self.hf_config.architectures[0]', 'arch in ("Oak", "Pine")'],
    [
      'a name for all',
      'archs = getattr(self.hf_config, "architectures", []) or []',
      '"Oak" in archs or "Pine" in archs',
    ],
    ['any', 'pass', 'any(each in ["Oak", "Pine"] for each in self.hf_config.architectures)'],
    ['not', 'pass', 'not (not draft or self.hf_config.architectures[0] not in ["Oak", "Pine"])'],
  ])('may be compared with %s', (_, before, condition) => {
    const body = `        ${before}\n        if ${condition}:\n            self.hf_config.architectures[0] = "TreeMTP"\n`;
    expect(basesOf(body)).toEqual({ TreeMTP: ['Oak', 'Pine'] });
  });

  test('is nothing that the condition rules out', () => {
    const body = `
        if draft and self.hf_config.architectures[0] != "Oak":
            self.hf_config.architectures[0] = "TreeMTP"
`;
    expect(basesOf(body)).toEqual({ TreeMTP: [] });
  });
});
