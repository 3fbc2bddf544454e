import { existsSync } from 'node:fs'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { boundaryRules } from './rules.ts'

const folders = ['src', 'test', 'tools', 'bench', 'bootstraps', 'examples']

/** What the check found. */
export interface BoundaryReport {
  /** Files of the server that were read. */
  readonly files: number
  readonly imports: number
  /** One sentence for each forbidden import. */
  readonly violations: readonly string[]
}

/** Holds the repository at `root` to the rooms table. Fails when it saw no files of the server: then it proved nothing. */
export async function checkBoundaries(root: string): Promise<BoundaryReport> {
  const config = `${root}/tsconfig.json`
  const { output } = await cruise(
    folders.filter((folder) => existsSync(`${root}/${folder}`)),
    {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: boundaryRules() },
      // Imports of types count: a room that names another's types depends on it.
      tsPreCompilationDeps: true,
      combinedDependencies: false,
      doNotFollow: { path: ['node_modules'] },
      exclude: { path: ['\\.json$', '^test/fixtures/functions/'] },
      tsConfig: { fileName: config },
    },
    {
      extensions: ['.ts', '.mjs', '.js'],
      conditionNames: ['import', 'types', 'default'],
      exportsFields: ['exports'],
    },
    { tsConfig: extractTSConfig(config) },
  )
  const { modules, summary } = output as ICruiseResult
  const own = modules.filter(({ source }) => source.startsWith('src/'))
  if (own.length === 0) throw new Error('No source file was seen: the check would pass whatever they import.')
  const seen = new Set<string>()
  for (const { from, to, rule, cycle } of summary.violations) {
    const path = cycle === undefined ? to : cycle.map(({ name }) => name).join(' -> ')
    const comment = boundaryRules().find(({ name }) => name === rule.name)?.comment
    seen.add(
      `${rule.name}: ${from === to ? from : `${from} -> ${path}`}${comment === undefined ? '' : `\n    ${comment}`}`,
    )
  }
  return {
    files: own.length,
    imports: own.reduce((count, { dependencies }) => count + dependencies.length, 0),
    violations: [...seen].sort(),
  }
}
