/**
 * `npm run build`: compiles `src` to `dist`, as the npm package has it. Node.js does not run TypeScript inside
 * node_modules, so the package is JavaScript; a clone needs none of this.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

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

// The compiler leaves the imports in declarations as they are in the sources.
for (const path of readdirSync(target, { recursive: true, encoding: 'utf8' })) {
  if (!path.endsWith('.d.ts')) continue
  const text = readFileSync(join(target, path), 'utf8')
  writeFileSync(
    join(target, path),
    text.replaceAll(/((?:\bfrom|\bimport\()\s*'\.{1,2}\/[^']+)\.ts(?=')/g, '$1.js'),
  )
}
console.log(`Built ${relative(process.cwd(), target) || 'dist'}.`)
