import type { Registration } from '../../engines/types.js';
import { findingOf, type Finding } from '../../findings/finding.js';
import type { ModuleFacts } from '../../python/facts.js';
import type { Expr, Stmt } from '../../python/syntax.js';
import { remembered } from '../../memo.js';
import { modelRegistrations, type SglangContext } from './context.js';
import { nodesIn } from './syntax.js';
import { readRequirements, type HasModule } from './requirements.js';

/** An import at module scope that nothing catches. */
interface BareImport {
  readonly module: string;
  readonly statement: Stmt;
  /** It runs only when conditions hold. */
  readonly conditional: boolean;
}

/** Imports of packages that SGLang does not require, in modules that register architectures. */
export function optionalImports(context: SglangContext): readonly Finding[] {
  const has = readRequirements(context.sources.tree, context.at);
  if (has === null) return [];
  const byFile = new Map<string, Registration[]>();
  for (const registration of modelRegistrations(context)) {
    const { file } = registration;
    byFile.set(file, [...(byFile.get(file) ?? []), registration]);
  }
  return [...byFile].flatMap(([file, registrations]) => inModule(context, file, registrations, has));
}

function inModule(
  context: SglangContext,
  file: string,
  registrations: readonly Registration[],
  has: HasModule,
): readonly Finding[] {
  const facts = context.sources.facts(file);
  if (facts === null) return [];
  const names = registrations.map(({ key }) => key).join(', ');
  const seen = new Set<string>();
  return bareImportsIn(facts).flatMap(({ module, statement, conditional }) => {
    const top = module.split('.', 1)[0] ?? module;
    if (!isMissing(context, file, module, has) || seen.has(`${conditional} ${top}`)) return [];
    seen.add(`${conditional} ${top}`);
    const condition = conditional ? ' where this condition holds' : '';
    const message = `without the package ${top}, which SGLang does not require, the registry silently drops ${names}${condition}`;
    const { line, column } = statement;
    const severity = conditional ? 'info' : 'warning';
    return findingOf(
      { file, line, column, rule: 'sglang-optional-import', severity, message },
      {
        key: top,
        evidence: registrations
          .map((each) => ({
            file: each.file,
            line: each.line,
            column: 1,
            rule: 'sglang-registration',
          }))
          .slice(0, 1),
      },
    );
  });
}

function isMissing({ sources }: SglangContext, file: string, module: string, has: HasModule): boolean {
  const target = sources.project.resolveImport(file, 0, module);
  const own = sources.project.dottedName(file).split('.', 1)[0];
  const top = module.split('.', 1)[0] ?? module;
  return target.kind === 'external' && top !== own && !has(top);
}

const bareImportsIn = remembered(({ body }: ModuleFacts) => [...bareImports(body, false)]);

/** Absolute imports that run when the module is imported, outside of `try` with handlers and of functions. */
function* bareImports(body: readonly Stmt[], conditional: boolean): Generator<BareImport> {
  for (const statement of body) {
    switch (statement.kind) {
      case 'import':
        for (const { module } of statement.names) yield { module, statement, conditional };
        break;
      case 'import-from':
        if (statement.level === 0) yield { module: statement.module, statement, conditional };
        break;
      case 'if':
        if (!isTypeChecking(statement.test)) yield* bareImports(statement.body, true);
        yield* bareImports(statement.orelse, true);
        break;
      case 'try':
        if (statement.handlers.length === 0) yield* bareImports(statement.body, conditional);
        yield* bareImports(statement.finalbody, conditional);
        break;
      case 'class':
        yield* bareImports(statement.body, conditional);
        break;
      case 'with':
        // `with suppress(ImportError)` catches it; any other context is rare enough to be left out too.
        break;
      case 'for':
      case 'while':
        yield* bareImports(statement.body, true);
        break;
      default:
    }
  }
}

function isTypeChecking(test: Expr): boolean {
  return [...nodesIn(test)].some(
    (node) =>
      ('id' in node && node.id === 'TYPE_CHECKING') || ('attr' in node && node.attr === 'TYPE_CHECKING'),
  );
}
