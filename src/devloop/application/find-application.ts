/** Finds out what stands in a folder: a template, or what CDK has written. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { LoopError } from '../loop-error.ts'
import { readSamConfig, type SamConfig } from './samconfig.ts'

/** An application with one template. */
export interface TemplateApplication {
  readonly kind: 'template'
  /** Where it was found. */
  readonly folder: string
  readonly templateFile: string
  readonly stackName: string
  readonly config?: SamConfig
}

/** An application that CDK has synthesised. */
export interface CdkApplication {
  readonly kind: 'cdk'
  readonly folder: string
  /** The folder with the assembly. */
  readonly output: string
  /** The command that writes it, as cdk.json has it. */
  readonly command?: string
  /** The one stack that was asked for. */
  readonly stackName?: string
}

/** What was found. */
export type Application = TemplateApplication | CdkApplication

/** What a person may say beside the folder. */
export interface ApplicationChoice {
  readonly template?: string
  readonly stackName?: string
  readonly environment?: string
}

const templateNames = ['template.yaml', 'template.yml', 'template.json']
const serverlessNames = [
  'serverless.yml',
  'serverless.yaml',
  'serverless.ts',
  'serverless.js',
  'serverless.json',
]

/** The application in a folder, or in a template's file. Fails with a LoopError that says what to do. */
export function findApplication(place: string, choice: ApplicationChoice = {}): Application {
  const path = resolve(place)
  if (!existsSync(path)) throw new LoopError(`There is no folder ${path}.`, [], 'wrongly')
  const isFile = statSync(path).isFile()
  const folder = isFile ? dirname(path) : path
  const config = readSamConfig(folder, choice.environment)
  const chosen = isFile ? path : (choice.template ?? config?.templateFile)
  const templateFile =
    chosen === undefined
      ? templateNames.map((name) => join(folder, name)).find((file) => existsSync(file))
      : resolve(folder, chosen)
  if (templateFile !== undefined) {
    if (!existsSync(templateFile)) throw new LoopError(`There is no template ${templateFile}.`, [], 'wrongly')
    return {
      kind: 'template',
      folder,
      templateFile,
      stackName: choice.stackName ?? config?.stackName ?? stackNameOf(folder),
      ...(config === undefined ? {} : { config }),
    }
  }
  return findCdk(folder, choice) ?? refuse(folder)
}

function findCdk(folder: string, { stackName }: ApplicationChoice): CdkApplication | undefined {
  const isAssembly = existsSync(join(folder, 'manifest.json')) && existsSync(join(folder, 'cdk.out'))
  const settingsFile = join(folder, 'cdk.json')
  if (!isAssembly && !existsSync(settingsFile)) return undefined
  const settings = isAssembly ? {} : readSettings(settingsFile)
  return {
    kind: 'cdk',
    folder,
    output: isAssembly ? folder : resolve(folder, settings.output ?? 'cdk.out'),
    ...(settings.app === undefined ? {} : { command: settings.app }),
    ...(stackName === undefined ? {} : { stackName }),
  }
}

function readSettings(file: string): { app?: string; output?: string } {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { app?: string; output?: string }
  } catch (error) {
    throw new LoopError(`${file} is not JSON: ${(error as Error).message}`)
  }
}

function refuse(folder: string): never {
  const serverless = serverlessNames.find((name) => existsSync(join(folder, name)))
  if (serverless !== undefined)
    throw new LoopError(
      `${join(folder, serverless)} is the Serverless Framework's: its own program deploys it.`,
      ['eval "$(lambent env)" && npx osls deploy', 'docs/guides/deployment-tools.md says more.'],
      'wrongly',
    )
  if (existsSync(join(folder, 'main.tf')))
    throw new LoopError(
      `${folder} holds Terraform's files: its own program applies them.`,
      ['docs/guides/deployment-tools.md says how to point it at the server.'],
      'wrongly',
    )
  throw new LoopError(
    `${folder} holds no application: none of ${templateNames.join(', ')}, samconfig.toml, cdk.json.`,
    [
      'Name its folder or its template:  lambent dev path/to/folder',
      'Or begin one:  lambent init my-application',
    ],
    'wrongly',
  )
}

/** A name for the stack: the folder's, of what a stack's name may hold. Source: CreateStack, StackName: letters, digits, hyphens. */
export function stackNameOf(folder: string): string {
  const name = basename(folder)
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^[^A-Za-z]+|-+$/g, '')
    .slice(0, 128)
  return name === '' ? 'application' : name
}
