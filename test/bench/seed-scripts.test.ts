import { expect, test } from 'vitest';
import { overridesOf, seedScripts, tableKeys, withTemporaryFolder } from '../../bench/seed-scripts.js';

const DOCUMENT = `---
name: example
---

## Before

~~~bash
python3 << 'EOF'
print("belongs to no step")
EOF
~~~

## Step 1: Collect

~~~bash
ls
~~~

~~~bash
# first
python3 << 'PYEOF'
import json

with open('/tmp/names.json', 'w') as f:
    json.dump([], f)
PYEOF
echo done
~~~

~~~bash
python3 << 'PYEOF'
print("the second script of a step does not count")
PYEOF
~~~

## Step 2: Nothing to run

python3 is only mentioned here.

## Step 10: Write

~~~bash
python3 - <<EOF
print(10)
EOF
~~~

## Step 11: Cut off

~~~bash
python3 << EOF
print("never closed")
~~~
`;

test('the first here-document of each step is its script', () => {
  expect(Object.fromEntries(seedScripts(DOCUMENT))).toEqual({
    1: "import json\n\nwith open('/tmp/names.json', 'w') as f:\n    json.dump([], f)\n",
    10: 'print(10)\n',
  });
});

test('only string literals below /tmp move to another folder', () => {
  const script = `open('/tmp/a.json'); open("/tmp/b"); print(f"{x} -> /tmp/a.json"); '/var/tmp/c'`;
  expect(withTemporaryFolder(script, '/own')).toBe(
    `open('/own/a.json'); open("/own/b"); print(f"{x} -> /tmp/a.json"); '/var/tmp/c'`,
  );
});

test('the keys of a document are the first cells of its architecture tables', () => {
  const document = `
| Architecture | Native |
|---|---|
| **AForCausalLM** | Y |
| **B\\_Model** |  |

| Category | Native |
|---|---|
| Text | 1 |

| Architecture | Native |
|---|---|
| **C** | Y |
`;
  expect(tableKeys(document)).toEqual(['AForCausalLM', 'B_Model', 'C']);
});

test('examples that a script has by hand', () => {
  const script =
    "import os\n\nMANUAL = {\n    'AModel': 'org/a',\n    # B\n    'BModel': 'org/b',\n}\n\nOTHER = {\n    'C': 'c',\n}\n";
  expect(overridesOf(script)).toEqual({ AModel: 'org/a', BModel: 'org/b' });
  expect(overridesOf('import os\n')).toEqual({});
});
