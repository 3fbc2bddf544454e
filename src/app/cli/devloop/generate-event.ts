import { parseArgs } from 'node:util'
import { systemClock } from '../../../base/system-clock.ts'
import {
  makeSampleEvent,
  optionsOf,
  type SampleEvent,
  type SampleSource,
  sampleSources,
} from '../../../devloop/index.ts'
import { CommandError } from '../command-error.ts'
import { commandName } from '../command-name.ts'
import { exitCodes } from '../exit-codes.ts'
import { columns, type Terminal } from '../terminal.ts'

/** Prints an event as a service sends it to functions; without a source or an event, which there are. */
export async function generateEvent(args: readonly string[], terminal: Terminal): Promise<number> {
  const words = args.filter((_, index) => args.slice(0, index + 1).every((word) => !word.startsWith('-')))
  const wantsHelp = args.includes('--help') || args.includes('-h')
  const [sourceName, eventName, surplus] = words
  if (sourceName === undefined) return listSources(terminal)
  const source = sampleSources.find(({ name }) => name === sourceName) ?? unknownSource(sourceName)
  const only = source.events.length === 1 ? source.events[0] : undefined
  const event = eventName === undefined ? only : source.events.find(({ name }) => name === eventName)
  if (surplus !== undefined) throw usage(`${surplus} is one word too many.`, source)
  if (event === undefined) {
    if (eventName !== undefined) throw usage(`${source.title} sends no event ${eventName}.`, source)
    return listEvents(source, terminal)
  }
  if (wantsHelp) return describe(source, event, terminal)
  terminal.out(JSON.stringify(make(source, event, args.slice(words.length)), null, 2))
  return exitCodes.success
}

function make(source: SampleSource, event: SampleEvent, flags: readonly string[]): unknown {
  const names = Object.keys(optionsOf(event))
  let values: Readonly<Record<string, string | undefined>>
  try {
    values = parseArgs({
      args: [...flags],
      options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    }).values as Record<string, string | undefined>
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split('. ')
    throw new CommandError(
      `${sentence}.`,
      [`${source.name} ${event.name} knows: ${names.map((name) => `--${name}`).join(', ')}`],
      exitCodes.usage,
    )
  }
  try {
    return makeSampleEvent(event, values, systemClock.now())
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new CommandError(`A value is to be JSON, and is not: ${error.message}`, [], exitCodes.usage)
  }
}

function listSources(terminal: Terminal): number {
  terminal.out('Sources:')
  for (const line of columns(
    sampleSources.map(({ name, title, events }) => [
      name,
      `${title}: ${events.map((one) => one.name).join(', ')}`,
    ]),
  ))
    terminal.out(line)
  terminal.out('')
  terminal.out(`Try: ${commandName()} generate-event s3 put --bucket uploads --key cat.png`)
  return exitCodes.success
}

function listEvents(source: SampleSource, terminal: Terminal): number {
  terminal.out(`${source.title}:`)
  for (const line of columns(source.events.map(({ name, about }) => [name, about]))) terminal.out(line)
  return exitCodes.success
}

function describe(source: SampleSource, event: SampleEvent, terminal: Terminal): number {
  terminal.out(`${source.title}: ${event.about}.`)
  const rows = Object.entries(optionsOf(event)).map(
    ([name, { about, default: byDefault }]) =>
      [`--${name} <value>`, `${about} (default: ${byDefault === '' ? 'none' : byDefault})`] as const,
  )
  for (const line of columns(rows)) terminal.out(line)
  return exitCodes.success
}

function unknownSource(name: string): never {
  throw new CommandError(
    `There are no events of ${name}.`,
    [`There are events of: ${sampleSources.map((one) => one.name).join(', ')}`],
    exitCodes.usage,
  )
}

function usage(message: string, source: SampleSource): CommandError {
  const events = source.events.map(({ name }) => name).join(', ')
  return new CommandError(message, [`${source.title} sends: ${events}`], exitCodes.usage)
}
