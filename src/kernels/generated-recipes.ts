/** The recipes of sgl-cookbook: YAML files, one for each vendor, which its own generator writes. */
import { readServing, type Recipe, type RecipeReport, type ServedModel } from './recipe.js';
import { parseYamlMapping, type YamlMapping } from './yaml-node.js';

/** @param version of the folder that the file is in, e.g. `v0.5.8` */
export function readGeneratedRecipes(
  source: string,
  file: string,
  version: string,
  report: RecipeReport,
): readonly ServedModel[] {
  const parsed = parseYamlMapping(source, file);
  if (!parsed.ok) {
    report(parsed.place, 'recipe-unreadable', `This is not a recipe: ${parsed.message}`);
    return [];
  }
  const vendor = parsed.root.text('vendor');
  return parsed.root.list('families').flatMap((family) =>
    family.list('models').flatMap((model): readonly ServedModel[] => {
      const modelPath = model.text('model_path');
      if (modelPath === null) {
        report(model.place, 'recipe-incomplete', 'The model has no model_path.');
        return [];
      }
      const recipes = readRecipes(model, version, report);
      const names = { modelPath, name: model.text('name'), vendor, family: family.text('name') };
      return [{ ...names, version, file, recipes }];
    }),
  );
}

const PHASES = ['engine', 'prefill', 'decode'] as const;

function readRecipes(model: YamlMapping, version: string, report: RecipeReport): readonly Recipe[] {
  const hardware = model.mapping('hardware')?.members() ?? [];
  return hardware.flatMap(([device, entry]) =>
    entry.list('configurations').flatMap((configuration) => {
      const attributes = configuration.mapping('attributes');
      return PHASES.flatMap((phase): readonly Recipe[] => {
        const server = configuration.mapping(phase);
        const serving = server === null ? null : servingOf(server, report);
        if (serving === null) return [];
        return [
          {
            version,
            hardware: device,
            name: configuration.text('name') ?? '',
            phase,
            quantization: attributes?.text('quantization') ?? null,
            nodes: attributes?.text('nodes') ?? null,
            quantizedModelPath: configuration.text('quantized_model_path'),
            ...serving,
            place: configuration.place,
          },
        ];
      });
    }),
  );
}

function servingOf(server: YamlMapping, report: RecipeReport): ReturnType<typeof readServing> {
  const [tp, ep, dp] = [server.count('tp'), server.count('ep'), server.count('dp')];
  return readServing({ tp, ep, dp, dpAttention: server.flag('enable_dp_attention') }, server.place, report);
}
