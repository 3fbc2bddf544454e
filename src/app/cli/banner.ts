import { resolve } from 'node:path'
import { namedServices } from '../../models/index.ts'
import { builtServices } from '../services.ts'
import { version } from '../version.ts'
import { commandName, shellWord } from './command-name.ts'
import { defaultDataFolder } from './folders.ts'
import { columns, type Paint } from './terminal.ts'
import { withoutPassword } from './without-password.ts'

/** What the banner speaks of. */
export interface BannerFacts {
  readonly endpoint: string
  readonly dataFolder: string
  readonly store?: string
  readonly identity: 'local' | 'enforce'
  readonly clock?: 'system' | 'virtual'
  /** With the first key of an enforcing server. */
  readonly credentialsFile?: string
  readonly paint: Paint
}

/** What runs, and three things to try. */
export function bannerLines(facts: BannerFacts): string[] {
  const { endpoint, dataFolder, store, identity, credentialsFile, paint } = facts
  const { bold, cyan, dim } = paint
  const command = commandName()
  const elsewhere = dataFolder === resolve(defaultDataFolder()) ? '' : ` --data-dir ${shellWord(dataFolder)}`
  const built = namedServices.filter(({ prefix }) =>
    builtServices.some((service) => service.prefix === prefix),
  )
  const state =
    store === undefined
      ? `${dataFolder} (SQLite)`
      : store === 'memory'
        ? 'in memory, gone at the end'
        : withoutPassword(store)
  return [
    `${bold('Lambent')} ${version} is running at ${cyan(endpoint)}`,
    '',
    ...columns([
      ['services', built.map(({ title }) => title).join(', ')],
      ['', `${namedServices.length - built.length} more answer that they are not built yet`],
      ['state', state],
      [
        'identity',
        identity === 'local'
          ? 'any well-formed key is accepted'
          : 'signatures of keys issued here are verified',
      ],
      ...(facts.clock === 'virtual'
        ? [['time', `stands still; move it: ${command} time advance 24h${elsewhere}`] as const]
        : []),
      ...(credentialsFile === undefined ? [] : [['root key', credentialsFile] as const]),
    ]),
    '',
    'Try, in another terminal:',
    '',
    `  eval "$(${command} env${elsewhere})" && aws sts get-caller-identity`,
    '  aws ssm put-parameter --name /greeting --type String --value hello && aws ssm get-parameter --name /greeting',
    ...(identity === 'local'
      ? [
          `  curl --aws-sigv4 aws:amz:us-east-1:sts --user test:test '${endpoint}/?Action=GetCallerIdentity&Version=2011-06-15'`,
        ]
      : ['  aws iam create-user --user-name anna && aws iam create-access-key --user-name anna']),
    '',
    dim(`Stop with Ctrl-C, or from elsewhere: ${command} stop${elsewhere}`),
  ]
}
