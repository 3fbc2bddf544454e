import { constants } from 'node:os'

/** The name of a signal's number. */
export function signalName(number: number): NodeJS.Signals | undefined {
  for (const [name, value] of Object.entries(constants.signals)) {
    if (value === number) return name as NodeJS.Signals
  }
  return undefined
}

export function signalNumber(name: NodeJS.Signals): number {
  return constants.signals[name]
}
