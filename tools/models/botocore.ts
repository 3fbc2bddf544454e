import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** A service model as botocore publishes it (`service-2.json`), as far as it is read here. */
export interface BotocoreModel {
  readonly operations: Readonly<Record<string, BotocoreOperation>>
  readonly shapes: Readonly<Record<string, BotocoreShape>>
}

export interface BotocoreOperation {
  readonly input?: { readonly shape: string }
  readonly output?: { readonly shape: string }
  readonly errors?: ReadonlyArray<{ readonly shape: string }>
  readonly authtype?: string
  readonly auth?: readonly string[]
}

export interface BotocoreShape {
  readonly type: string
  readonly members?: Readonly<Record<string, { readonly shape: string }>>
  readonly member?: { readonly shape: string }
  readonly key?: { readonly shape: string }
  readonly value?: { readonly shape: string }
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
}

/** The release whose models the table was made from. */
const version = '1.44.8'

const folders: Readonly<Record<string, string>> = {
  'api-gateway': 'apigateway',
  'cloudwatch-logs': 'logs',
  'cognito-identity-provider': 'cognito-idp',
  'dynamodb-streams': 'dynamodbstreams',
  eventbridge: 'events',
  'secrets-manager': 'secretsmanager',
  sfn: 'stepfunctions',
}

/** Fetches botocore from PyPI with pip, into a cache, and gives a reader of its models by SDK package name. */
export async function loadBotocore(): Promise<(name: string) => BotocoreModel> {
  const cache = join(
    process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
    'lambent',
    `botocore-${version}`,
  )
  if (!existsSync(join(cache, 'botocore/data'))) {
    mkdirSync(cache, { recursive: true })
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', cache, `botocore==${version}`]
    execFileSync('python3', pip, { stdio: 'inherit' })
  }
  return (name) => {
    const folder = join(cache, 'botocore/data', folders[name] ?? name)
    const newest = readdirSync(folder).sort().at(-1) ?? ''
    return JSON.parse(
      gunzipSync(readFileSync(join(folder, newest, 'service-2.json.gz'))).toString('utf8'),
    ) as BotocoreModel
  }
}
