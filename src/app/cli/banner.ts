import { namedServices } from '../../models/index.ts'
import { builtServices } from '../services.ts'
import { version } from '../version.ts'
import { commandName } from './command-name.ts'
import { columns, type Paint } from './terminal.ts'
import { withoutPassword } from './without-password.ts'

/** What the banner speaks of. */
export interface BannerFacts {
  readonly endpoint: string
  readonly dataFolder: string
  readonly store?: string
  readonly identity: 'local' | 'enforce'
  readonly paint: Paint
}

/** What runs, and three things to try. */
export function bannerLines({ endpoint, dataFolder, store, identity, paint }: BannerFacts): string[] {
  const { bold, cyan, dim } = paint
  const command = commandName()
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
    ]),
    '',
    'Try, in another terminal:',
    '',
    `  eval "$(${command} env)" && aws sts get-caller-identity`,
    '  aws ssm put-parameter --name /greeting --type String --value hello && aws ssm get-parameter --name /greeting',
    `  curl --aws-sigv4 aws:amz:us-east-1:sts --user test:test '${endpoint}/?Action=GetCallerIdentity&Version=2011-06-15'`,
    '',
    dim(`Stop with Ctrl-C, or from elsewhere: ${command} stop`),
  ]
}
