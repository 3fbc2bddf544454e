/** Deploys an example that is an application with a template, as `lambent deploy` does. */
import { systemClock } from '../../../base/system-clock.ts'
import { findApplication, LoopError, type StackFacts, Workshop } from '../../../devloop/index.ts'
import { addressHere } from '../../../gateway/addresses.ts'
import type { AwsClient } from '../aws/aws-client.ts'
import { loopAws } from '../aws/loop-aws.ts'
import { CommandError } from '../command-error.ts'
import { commandName } from '../command-name.ts'
import { buildCacheFolder } from '../devloop/application-flags.ts'

/** Brings the stack up, or up to date. Fails with a CommandError. */
export async function deployTemplate(client: AwsClient, folder: string): Promise<StackFacts> {
  try {
    const application = findApplication(folder)
    if (application.kind !== 'template') throw new LoopError(`${folder} has no template.`)
    const workshop = new Workshop(await loopAws(client), { cacheFolder: buildCacheFolder(), tell: () => {} })
    try {
      const packaged = await workshop.package(application)
      const { stack } = await workshop.deploy(application, packaged, {}, { nowMs: () => systemClock.now() })
      return stack
    } finally {
      await workshop.close()
    }
  } catch (error) {
    if (!(error instanceof LoopError)) throw error
    throw new CommandError(error.message, error.advice)
  }
}

/** What to try with it, on the server at this endpoint. */
export function templateLines(
  { name, outputs }: StackFacts,
  endpoint: string,
  folder: string,
  dataDirFlag: string,
): string[] {
  const command = commandName()
  const url = outputs.find(({ value }) => /^https?:/.test(value) && !/\/\d{12}\//.test(value))
  return [
    `The application ${name} is deployed. Try:`,
    '',
    ...(url === undefined
      ? []
      : [`  ${addressHere(url.value, endpoint) ?? url.value}   (open it in a browser)`]),
    `  ${command} logs --follow${dataDirFlag}`,
    `  ${command} events tail${dataDirFlag}`,
    `  ${command} dev ${folder}${dataDirFlag}   (then change its files)`,
  ]
}
