import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Logger } from '../../../base/logger.ts'
import { AwsClient } from '../aws/aws-client.ts'
import { readCredentials } from '../aws/find-server.ts'
import { CommandError } from '../command-error.ts'
import { shellWord } from '../command-name.ts'
import { defaultDataFolder } from '../folders.ts'
import type { Terminal } from '../terminal.ts'
import { deployExample } from './deploy-example.ts'
import { exampleLines } from './example-lines.ts'

/** The server that gets the example. */
export interface ExampleServer {
  readonly endpoint: string
  readonly region: string
  readonly account: string
  readonly dataFolder: string
  readonly credentialsFile?: string
}

/** Deploys an example to a server that has just started, and says what to try. A failure is logged; the server goes on. */
export async function startExample(
  folder: string,
  { endpoint, region, account, dataFolder, credentialsFile }: ExampleServer,
  terminal: Terminal,
  logger: Logger,
): Promise<void> {
  const keys =
    credentialsFile === undefined
      ? { accessKeyId: account, secretAccessKey: 'lambent' }
      : readCredentials(credentialsFile)
  const client = new AwsClient({ endpoint, region, ...keys })
  try {
    const elsewhere =
      dataFolder === resolve(defaultDataFolder()) ? '' : ` --data-dir ${shellWord(dataFolder)}`
    const lines = existsSync(join(folder, 'example.json'))
      ? exampleLines(await deployExample(client, resolve(folder)), elsewhere)
      : await deployed(client, folder, elsewhere, terminal)
    terminal.out('')
    for (const line of lines) terminal.out(line)
    terminal.out('')
  } catch (error) {
    // What a person can mend is said in words, anything else with its stack.
    if (error instanceof CommandError)
      logger.warn(`The example could not be deployed: ${[error.message, ...error.advice].join('; ')}`, {
        folder,
      })
    else logger.warn('The example could not be deployed', { folder, error })
  } finally {
    client.close()
  }
}

/** Whatever builds and deploys is loaded now: a server without an example needs none of it. */
async function deployed(
  client: AwsClient,
  folder: string,
  elsewhere: string,
  terminal: Terminal,
): Promise<string[]> {
  const { deployTemplate, templateLines } = await import('./deploy-template.ts')
  terminal.out(terminal.paint.dim(`Deploying ${folder} ...`))
  const stack = await deployTemplate(client, resolve(folder))
  return templateLines(stack, client.facts.endpoint, shellWord(folder), elsewhere)
}
