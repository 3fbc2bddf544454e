/**
 * What `cdk synth` leaves in a folder. Source: the schema of cloud assemblies, which aws-cdk-lib writes: `manifest.json` names
 * stacks and their templates, `*.assets.json` the files and archives that these refer to.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LoopError } from '../loop-error.ts'
import { asObject } from './template.ts'

/** A file or a folder that a stack refers to, and where the stack expects it. */
export interface CdkAsset {
  readonly path: string
  readonly packaging: 'file' | 'zip'
  /** May hold `${AWS::AccountId}` and `${AWS::Region}`. */
  readonly bucket: string
  readonly key: string
}

/** A stack of an assembly. */
export interface CdkStack {
  readonly name: string
  readonly templateFile: string
  readonly parameters: Readonly<Record<string, string>>
  readonly assets: readonly CdkAsset[]
  /** Names of other stacks that come first. */
  readonly after: readonly string[]
}

/**
 * Stacks of an assembly, those that others wait for first; only the one that is named, where one is. Fails with a LoopError when the
 * folder holds none.
 */
export function readCdkOutput(folder: string, named?: string): CdkStack[] {
  const manifest = asObject(readJson(join(folder, 'manifest.json')))
  const artifacts = Object.entries(asObject(manifest?.artifacts) ?? {})
  const nameOf = new Map<string, string>()
  const stacks = artifacts.flatMap(([id, value]) => {
    const artifact = asObject(value)
    if (artifact?.type !== 'aws:cloudformation:stack') return []
    const properties = asObject(artifact.properties) ?? {}
    const name = String(properties.stackName ?? id)
    nameOf.set(id, name)
    return [{ name, artifact, properties }]
  })
  const read = stacks.map(({ name, artifact, properties }): CdkStack => {
    const dependencies = [artifact.dependencies].flat().map(String)
    return {
      name,
      templateFile: join(folder, String(properties.templateFile)),
      parameters: Object.fromEntries(
        Object.entries(asObject(properties.parameters) ?? {}).map(([key, value]) => [key, String(value)]),
      ),
      assets: dependencies.flatMap((id) => assetsOf(folder, asObject(asObject(manifest?.artifacts)?.[id]))),
      after: dependencies.flatMap((id) => nameOf.get(id) ?? []),
    }
  })
  const chosen = named === undefined ? read : read.filter(({ name }) => name === named)
  if (chosen.length === 0)
    throw new LoopError(
      named === undefined ? `${folder} holds no stack.` : `${folder} holds no stack ${named}.`,
      read.length === 0 ? [] : [`It holds: ${read.map(({ name }) => name).join(', ')}`],
      'wrongly',
    )
  return inOrder(chosen)
}

function assetsOf(folder: string, artifact: Readonly<Record<string, unknown>> | undefined): CdkAsset[] {
  const file = asObject(artifact?.properties)?.file
  if (artifact?.type !== 'cdk:asset-manifest' || typeof file !== 'string') return []
  const manifest = asObject(readJson(join(folder, file)))
  return Object.values(asObject(manifest?.files) ?? {}).flatMap((value) => {
    const source = asObject(asObject(value)?.source)
    if (typeof source?.path !== 'string') return []
    const packaging = source.packaging === 'zip' ? 'zip' : 'file'
    return Object.values(asObject(asObject(value)?.destinations) ?? {}).flatMap((destination): CdkAsset[] => {
      const { bucketName, objectKey } = asObject(destination) ?? {}
      if (typeof bucketName !== 'string' || typeof objectKey !== 'string') return []
      return [{ path: join(folder, String(source.path)), packaging, bucket: bucketName, key: objectKey }]
    })
  })
}

function inOrder(stacks: readonly CdkStack[]): CdkStack[] {
  const done: CdkStack[] = []
  const visit = (stack: CdkStack) => {
    if (done.includes(stack)) return
    for (const name of stack.after) {
      const other = stacks.find((one) => one.name === name)
      if (other && other !== stack) visit(other)
    }
    if (!done.includes(stack)) done.push(stack)
  }
  for (const stack of stacks) visit(stack)
  return done
}

function readJson(file: string): unknown {
  if (!existsSync(file))
    throw new LoopError(`There is no ${file}.`, ['Have CDK write it first: npx cdk synth'])
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new LoopError(`${file} is not JSON: ${(error as Error).message}`)
  }
}
