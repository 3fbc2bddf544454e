import { OperationalError } from '../../base/operational-error.ts'
import type { LambentOptions } from '../options.ts'
import { askHealth } from './ask-health.ts'
import { CommandError } from './command-error.ts'
import { portOwner } from './port-owner.ts'
import { withoutPassword } from './without-password.ts'

/** Turns what `startLambent` failed with into words and advice; what is none of those is given back as it is. */
export async function explainStartFailure(error: unknown, options: LambentOptions): Promise<unknown> {
  const { host = '127.0.0.1', port = 0 } = options
  const { code } = error as NodeJS.ErrnoException
  switch (code) {
    case 'EADDRINUSE':
      return portInUse(host, port)
    case 'EACCES':
      return new CommandError(`Port ${port} needs rights that this user does not have.`, [
        'Choose one from 1024 on: --port <number>',
      ])
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new CommandError(`This machine has no address ${host} (${code}).`, [
        'Listen on this machine alone: --host 127.0.0.1',
        'Or on all its addresses:      --host 0.0.0.0',
      ])
  }
  if (error instanceof OperationalError) {
    const reason = error.cause instanceof Error ? error.cause.message : ''
    const cause = error.message.includes(reason) ? '' : `: ${reason}`
    return new CommandError(`The store cannot be opened: ${error.message}${cause}`, [
      options.store === undefined
        ? 'Look for the reason: lambent doctor'
        : `Look for the reason: lambent doctor --store ${withoutPassword(options.store)}`,
    ])
  }
  return error
}

async function portInUse(host: string, port: number): Promise<CommandError> {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host.includes(':') ? '[::1]' : host
  const answer = await askHealth(`http://${name}:${port}`)
  const another = `Choose another port: lambent start --port ${port + 1 > 65_535 ? 0 : port + 1}`
  if (answer.kind === 'lambent') {
    const { version, pid } = answer.health
    return new CommandError(`Port ${port} is in use by a Lambent (version ${version}, process ${pid}).`, [
      `Stop it:             lambent stop --port ${port}`,
      another,
    ])
  }
  const owner = portOwner(port)
  const by = owner === undefined ? 'another program' : `${owner.name} (process ${owner.pid})`
  return new CommandError(`Port ${port} is in use by ${by}.`, [another])
}
