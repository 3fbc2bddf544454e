/**
 * `npm run build`: compiles `src` to `dist`, as the npm package has it. Node.js does not run TypeScript inside
 * node_modules, so the package is JavaScript; a clone needs none of this.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const root = join(import.meta.dirname, '..')
const source = join(root, 'src')
const target = join(root, 'dist')

rmSync(target, { recursive: true, force: true })
const compiler = join(root, 'node_modules/typescript-7/bin/tsc')
const { status } = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
})
if (status !== 0) process.exit(status ?? 1)

// Models and other data that the server reads at run time.
cpSync(source, target, {
  recursive: true,
  filter: (path) => statSync(path).isDirectory() || !/\.(ts|md|c|h)$/.test(path),
})

const reached = declarationsReached(join(target, 'index.d.ts'))
for (const path of readdirSync(target, { recursive: true, encoding: 'utf8' })) {
  if (path.endsWith('.d.ts') && !reached.has(join(target, path))) rmSync(join(target, path))
}
console.log(`Built ${relative(process.cwd(), target) || 'dist'}.`)

/**
 * The declarations that users of the package can come to: few, and half of all files otherwise. The compiler leaves the imports in them as
 * they are in the sources; here they get their names in the package.
 */
function declarationsReached(first: string): ReadonlySet<string> {
  const reached = new Set([first])
  for (const path of reached) {
    const text = readFileSync(path, 'utf8').replaceAll(
      /(\bfrom|\bimport\(|\bimport)(\s*)'(\.{1,2}\/[^']+)\.ts'/g,
      (_, keyword: string, space: string, module: string) => {
        reached.add(join(dirname(path), `${module}.d.ts`))
        return `${keyword}${space}'${module}.js'`
      },
    )
    writeFileSync(path, text)
  }
  return reached
}
