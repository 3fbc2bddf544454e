/** What of a template is built: functions and layers whose code stands in folders of this machine. */
import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { asObject, propertyOf, type Template } from '../application/template.ts'

/** A function or a layer to build. */
export interface Buildable {
  readonly logicalId: string
  readonly kind: 'function' | 'layer'
  /** The folder with the sources, or the one file that is the code. */
  readonly source: string
  /** Absent for layers, and where it is known only to the server. */
  readonly runtime?: string
  readonly handler?: string
  /** `Metadata.BuildMethod`. */
  readonly method?: string
  /** `Metadata`: BuildProperties and what else methods read. */
  readonly metadata: Readonly<Record<string, unknown>>
}

/** The resource types that have code, and the property that says where. */
export const codeProperties: Readonly<Record<string, { kind: 'function' | 'layer'; property: string }>> = {
  'AWS::Serverless::Function': { kind: 'function', property: 'CodeUri' },
  'AWS::Lambda::Function': { kind: 'function', property: 'Code' },
  'AWS::Serverless::LayerVersion': { kind: 'layer', property: 'ContentUri' },
  'AWS::Lambda::LayerVersion': { kind: 'layer', property: 'Content' },
}

/**
 * Functions and layers of a template that stand in local files. A serverless function without any code is the template's own
 * folder, as `aws cloudformation package` has it.
 */
export function buildablesOf(
  template: Template,
  templateFile: string,
  parameters: Readonly<Record<string, string>> = {},
): Buildable[] {
  const folder = dirname(templateFile)
  return Object.entries(template.Resources).flatMap(([logicalId, resource]): Buildable[] => {
    const place = codeProperties[resource.Type]
    if (place === undefined || asObject(resource) === undefined) return []
    const read = (name: string) => propertyOf(template, resource, name, parameters)
    const text = (name: string) => (typeof read(name) === 'string' ? (read(name) as string) : undefined)
    if (read('InlineCode') !== undefined || text('PackageType') === 'Image' || read('ImageUri') !== undefined)
      return []
    const metadata = asObject(resource.Metadata) ?? {}
    // CDK says so of code that is ready, and SAM of what it has built already.
    if (metadata.SkipBuild === true) return []
    const given = read(place.property)
    const local = given === undefined && resource.Type === 'AWS::Serverless::Function' ? '.' : given
    if (typeof local !== 'string' || isRemote(local)) return []
    const [runtime, handler] = [text('Runtime'), text('Handler')]
    return [
      {
        logicalId,
        kind: place.kind,
        source: resolve(folder, local),
        metadata,
        ...(runtime === undefined ? {} : { runtime }),
        ...(handler === undefined ? {} : { handler }),
        ...(typeof metadata.BuildMethod === 'string' ? { method: metadata.BuildMethod } : {}),
      },
    ]
  })
}

/** Whether a location is none of this machine's files. */
export function isRemote(location: string): boolean {
  return /^(s3|https?):\/\//i.test(location)
}

/** Whether the source is an archive already. */
export function isArchive(source: string): boolean {
  return /\.(zip|jar)$/i.test(source) && existsSync(source) && statSync(source).isFile()
}
