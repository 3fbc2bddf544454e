/** Hands the files that a template names over to a bucket, and writes the template anew with their places there. */
import { hash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { asObject, propertyOf, type Template, type TemplateResource } from '../application/template.ts'
import { readTemplate } from '../application/template-file.ts'
import { filesBelow } from '../build/artifact.ts'
import { codeProperties, isRemote } from '../build/buildable.ts'
import type { Built } from '../build/built.ts'
import { LoopError } from '../loop-error.ts'
import { type LocalProperty, localProperties } from './local-properties.ts'
import type { Zipper } from './zip.ts'

/** Where files go. Keys are names of their content, so the same file goes once. */
export interface ArtifactBucket {
  readonly bucket: string
  /** Before every key, without a slash at the end. */
  readonly prefix?: string
  /** Puts an object unless it is there. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** The HTTPS address by which CloudFormation reads an object. */
  address(key: string): string
}

/** What is handed over. */
export interface Packaging {
  readonly bucket: ArtifactBucket
  /** Builds of functions and layers, of nested templates too: by the template's file. */
  readonly built: (templateFile: string, template: Template) => Promise<ReadonlyMap<string, Built>>
  readonly zipper: Zipper
}

/** A template that names no local file any more. */
export interface PackagedTemplate {
  readonly template: Template
  /** Of functions: the hash of the archive that each has, by logical id. Nested templates are not in it. */
  readonly archives: ReadonlyMap<string, string>
  /** Local files that were handed over, beside the code of functions and layers. */
  readonly files: readonly string[]
}

/** Hands over what a template names. Fails with a LoopError. */
export async function packageTemplate(templateFile: string, packaging: Packaging): Promise<PackagedTemplate> {
  return new Packager(packaging).package(templateFile, [])
}

class Packager {
  readonly #packaging: Packaging

  constructor(packaging: Packaging) {
    this.#packaging = packaging
  }

  async package(templateFile: string, above: readonly string[]): Promise<PackagedTemplate> {
    if (above.includes(templateFile))
      throw new LoopError(`Nested stacks go round in a circle: ${[...above, templateFile].join(' -> ')}`)
    const template = readTemplate(templateFile)
    const built = await this.#packaging.built(templateFile, template)
    const archives = new Map<string, string>()
    const files: string[] = []
    const chain = [...above, templateFile]
    const included = await this.#include(template, dirname(templateFile), files)
    const resources: Record<string, TemplateResource> = {}
    for (const [logicalId, resource] of Object.entries(asTemplate(included).Resources)) {
      resources[logicalId] = await this.#resource({
        logicalId,
        resource,
        template,
        folder: dirname(templateFile),
        built: built.get(logicalId),
        archives,
        files,
        chain,
      })
    }
    return { template: { ...asTemplate(included), Resources: resources }, archives, files }
  }

  async #resource(one: ResourceToPackage): Promise<TemplateResource> {
    let { resource } = one
    for (const property of localProperties[resource?.Type] ?? [])
      resource = await this.#property(resource, property, one)
    return resource
  }

  async #property(
    resource: TemplateResource,
    property: LocalProperty,
    { logicalId, template, folder, built, archives, files, chain }: ResourceToPackage,
  ): Promise<TemplateResource> {
    const path = property.property.split('.')
    const isCode = codeProperties[resource.Type]?.property === property.property
    const hasOtherCode = ['InlineCode', 'ImageUri', 'Definition', 'DefinitionBody'].some(
      (name) => resource.Properties?.[name] !== undefined,
    )
    if (isCode && (hasOtherCode || propertyOf(template, resource, 'PackageType') === 'Image')) return resource
    const given =
      path.length === 1 ? propertyOf(template, resource, path[0] ?? '') : deepRead(resource.Properties, path)
    const local =
      given === undefined && property.required && resource.Type === 'AWS::Serverless::Function' ? '.' : given
    if (typeof local !== 'string' || isRemote(local)) return resource
    const place = resolve(folder, local)
    if (!existsSync(place)) {
      // A name of something else: an application of the repository, the text of an intrinsic function.
      if (local.startsWith('arn:')) return resource
      throw new LoopError(`${logicalId}: ${property.property} names ${place}, which does not exist.`)
    }
    const { key, hashed } = built
      ? await this.#putBuilt(built)
      : property.content === 'template'
        ? await this.#putTemplate(place, chain)
        : await this.#putPlain(place, property.content)
    if (built) archives.set(logicalId, hashed)
    else files.push(place)
    const changed = deepWrite(resource.Properties ?? {}, path, this.#reference(property, key))
    return { ...resource, Properties: withEnvironment(changed, resource, template, built) }
  }

  #reference({ reference }: LocalProperty, key: string): unknown {
    const { bucket } = this.#packaging
    if (reference === 'location') return `s3://${bucket.bucket}/${key}`
    if (reference === 'address') return bucket.address(key)
    return { [reference.bucket]: bucket.bucket, [reference.key]: key }
  }

  async #putBuilt({ content }: Built) {
    const bytes =
      'archive' in content ? readFileSync(content.archive) : await this.#packaging.zipper.zip(content.files)
    return this.#put(bytes, '')
  }

  async #putPlain(place: string, content: 'archive' | 'file') {
    const isFolder = statSync(place).isDirectory()
    if (content === 'file') {
      if (isFolder) throw new LoopError(`${place} is a folder where a file is needed.`)
      return this.#put(readFileSync(place), '')
    }
    if (!isFolder && /\.(zip|jar|war)$/i.test(place)) return this.#put(readFileSync(place), '')
    const files = isFolder
      ? filesBelow(place)
      : filesBelow(dirname(place), { leaveOut: (name) => name !== basename(place) })
    return this.#put(await this.#packaging.zipper.zip(files), '')
  }

  async #putTemplate(place: string, chain: readonly string[]) {
    const { template } = await this.package(place, chain)
    return this.#put(Buffer.from(JSON.stringify(template)), '.template')
  }

  async #put(bytes: Uint8Array, extension: string): Promise<{ key: string; hashed: string }> {
    const { bucket } = this.#packaging
    const name = `${hash('sha256', bytes, 'hex').slice(0, 32)}${extension}`
    const key = bucket.prefix === undefined ? name : `${bucket.prefix}/${name}`
    await bucket.put(key, bytes)
    return { key, hashed: hash('sha256', bytes, 'base64') }
  }

  /** `Fn::Transform` of `AWS::Include` anywhere in the template. Source: CloudFormation User Guide, "AWS::Include transform". */
  async #include(value: unknown, folder: string, files: string[]): Promise<unknown> {
    if (Array.isArray(value)) return Promise.all(value.map((one) => this.#include(one, folder, files)))
    const object = asObject(value)
    if (object === undefined) return value
    const transform = asObject(object['Fn::Transform'])
    const location = transform?.Name === 'AWS::Include' ? asObject(transform.Parameters)?.Location : undefined
    if (typeof location === 'string' && !isRemote(location)) {
      const place = resolve(folder, location)
      if (!existsSync(place)) throw new LoopError(`AWS::Include names ${place}, which does not exist.`)
      files.push(place)
      const { key } = await this.#putPlain(place, 'file')
      const Location = `s3://${this.#packaging.bucket.bucket}/${key}`
      return { ...object, 'Fn::Transform': { ...transform, Parameters: { Location } } }
    }
    const entries = Object.entries(object)
    const read = await Promise.all(entries.map(([, one]) => this.#include(one, folder, files)))
    return Object.fromEntries(entries.map(([name], index) => [name, read[index]]))
  }
}

interface ResourceToPackage {
  readonly logicalId: string
  readonly resource: TemplateResource
  readonly template: Template
  readonly folder: string
  readonly built: Built | undefined
  readonly archives: Map<string, string>
  readonly files: string[]
  readonly chain: readonly string[]
}

function asTemplate(value: unknown): Template {
  return value as Template
}

/** SAM adds `--enable-source-maps` to functions whose source maps it writes, unless the template sets NODE_OPTIONS itself. */
function withEnvironment(
  properties: Readonly<Record<string, unknown>>,
  resource: TemplateResource,
  template: Template,
  built: Built | undefined,
): Readonly<Record<string, unknown>> {
  if (built?.environment === undefined) return properties
  const globals = asObject(asObject(template.Globals?.Function?.Environment)?.Variables)
  const environment = asObject(resource.Properties?.Environment)
  const variables = asObject(environment?.Variables)
  const missing = Object.entries(built.environment).filter(
    ([name]) => globals?.[name] === undefined && variables?.[name] === undefined,
  )
  if (missing.length === 0) return properties
  return {
    ...properties,
    Environment: { ...environment, Variables: { ...variables, ...Object.fromEntries(missing) } },
  }
}

function deepRead(from: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => asObject(value)?.[name], from)
}

function deepWrite(
  into: Readonly<Record<string, unknown>>,
  [name = '', ...rest]: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  return { ...into, [name]: rest.length === 0 ? value : deepWrite(asObject(into[name]) ?? {}, rest, value) }
}
