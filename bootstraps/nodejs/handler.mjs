/** Finds the function's handler, as AWS's runtimes do. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { RuntimeFault } from './errors.mjs'
import { ensureModulePath } from './module-path.mjs'

// As which file the runtime loads the function's: people read it in the "Require stack" of an error.
const require = createRequire('/var/runtime/index.mjs')

/**
 * The function that `name` ("index.handler", "folder/index.handler", "index.nested.handler") names. `modern`: the rules of Node.js 24 and
 * later, where every module is imported and a handler may be a property of the default export.
 */
export async function loadHandler(taskRoot, name, modern) {
  if (name.includes('..')) {
    throw new RuntimeFault(
      'MalformedHandlerName',
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    )
  }
  const base = path.basename(name)
  const folder = name.slice(0, name.indexOf(base))
  const parts = /^([^.]*)\.(.*)$/.exec(base)
  if (!parts) throw new RuntimeFault('MalformedHandlerName', 'Bad handler')
  const [, moduleName, property] = parts
  const module = await loadModule(taskRoot, folder, moduleName, modern)
  const handler = find(module, property) ?? (modern ? find(module?.default, property) : undefined)
  if (!handler) throw new RuntimeFault('HandlerNotFound', `${name} is undefined or not exported`)
  if (typeof handler !== 'function') throw new RuntimeFault('HandlerNotFound', `${name} is not a function`)
  return handler
}

function find(module, property) {
  return property.split('.').reduce((value, key) => (value ? value[key] : undefined), module)
}

async function loadModule(taskRoot, folder, name, modern) {
  const file = path.resolve(taskRoot, folder, name)
  try {
    const loaded = modern ? await importFirst(file) : await requireOrImport(file)
    if (loaded) return loaded
    const places = [taskRoot, modern ? path.join(taskRoot, folder) : folder]
    return require(require.resolve(name, { paths: places }))
  } catch (error) {
    if (error instanceof SyntaxError) throw fault('UserCodeSyntaxError', error, modern)
    if (error?.code === 'MODULE_NOT_FOUND') throw fault('ImportModuleError', error, false)
    throw error
  }
}

function fault(type, error, keepStack) {
  const made = new RuntimeFault(type, String(error))
  if (keepStack) made.stack = error.stack
  return made
}

async function importFirst(file) {
  for (const extension of ['', '.js', '.mjs', '.cjs']) {
    if (!existsSync(file + extension)) continue
    // CommonJS comes to the same by `require`, and sooner.
    const common = extension === '.cjs' || (extension === '.js' && !isInModulePackage(file + extension))
    const loaded = common ? await requireUnlessModule(file + extension) : await importFile(file + extension)
    if (loaded) return loaded
  }
  return undefined
}

async function requireUnlessModule(file) {
  try {
    return require(file)
  } catch (error) {
    if (error?.code === 'ERR_REQUIRE_ESM' || error?.code === 'ERR_REQUIRE_ASYNC_MODULE')
      return importFile(file)
    throw error
  }
}

async function requireOrImport(file) {
  if (existsSync(file)) {
    const loaded = require(file)
    if (loaded) return loaded
  }
  const isModule = existsSync(`${file}.js`) && isInModulePackage(`${file}.js`)
  if (!isModule && existsSync(`${file}.js`)) {
    const loaded = require(`${file}.js`)
    if (loaded) return loaded
  }
  if (isModule) return importFile(`${file}.js`)
  if (existsSync(`${file}.mjs`)) return importFile(`${file}.mjs`)
  if (existsSync(`${file}.cjs`)) return require(`${file}.cjs`)
  return undefined
}

function importFile(file) {
  ensureModulePath()
  return import(pathToFileURL(file).href)
}

/** Whether the nearest package.json says that its `.js` files are ES modules. */
function isInModulePackage(file) {
  for (let folder = path.dirname(file); !folder.endsWith('/node_modules'); folder = path.dirname(folder)) {
    let text
    try {
      text = readFileSync(path.join(folder, 'package.json'), 'utf8')
    } catch {
      if (folder === path.dirname(folder)) return false
      continue
    }
    try {
      return JSON.parse(text)?.type === 'module'
    } catch (error) {
      console.warn(
        `${path.join(folder, 'package.json')} cannot be read, it will be ignored for ES module detection purposes.`,
        error,
      )
      return false
    }
  }
  return false
}
