/** What a tested state did with its data, as TestState shows it: JSON as text, numbers as they are. */
import type * as Api from '@aws-sdk/client-sfn'
import type { InspectedData } from '../engine.ts'

const plainMembers: ReadonlySet<string> = new Set([
  'toleratedFailureCount',
  'toleratedFailurePercentage',
  'maxConcurrency',
  'errorDetails',
])

export function inspectionView(data: InspectedData): Api.InspectionData {
  const members = Object.entries(data).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    members.map(([name, value]) => [name, plainMembers.has(name) ? value : JSON.stringify(value)]),
  ) as Api.InspectionData
}
