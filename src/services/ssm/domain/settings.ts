/**
 * Service settings of Parameter Store. Source: API Reference, UpdateServiceSetting; Systems Manager User Guide,
 * "Specifying a default parameter tier" and "Changing Parameter Store throughput".
 */
import { parseArn } from '../../../aws/arn.ts'
import { serviceSettingNotFound, validation } from '../errors.ts'

export type SettingId =
  | '/ssm/parameter-store/default-parameter-tier'
  | '/ssm/parameter-store/high-throughput-enabled'

/** What each setting may be; the first is what it is until it is changed. */
const values: Readonly<Record<SettingId, readonly string[]>> = {
  '/ssm/parameter-store/default-parameter-tier': ['Standard', 'Advanced', 'Intelligent-Tiering'],
  '/ssm/parameter-store/high-throughput-enabled': ['false', 'true'],
}

export const defaultTierSetting: SettingId = '/ssm/parameter-store/default-parameter-tier'

/** The value that a setting has until it is changed. */
export function defaultValue(id: SettingId): string {
  return values[id][0] ?? ''
}

/**
 * Reads a setting's id, or its ARN (in the caller's region and account). Fails with ServiceSettingNotFound, also for the
 * settings of other parts of Systems Manager, which are not here.
 */
export function readSettingId(text: string, owner: { region: string; accountId: string }): SettingId {
  const arn = text.startsWith('arn:') ? parseArn(text) : undefined
  const here = arn === undefined || (arn.region === owner.region && arn.accountId === owner.accountId)
  const id = arn === undefined ? text : arn.resource.replace(/^servicesetting/, '')
  if (here && isSettingId(id)) return id
  throw serviceSettingNotFound(text)
}

function isSettingId(id: string): id is SettingId {
  return Object.hasOwn(values, id)
}

/** Refuses a value that the setting cannot have. UNVERIFIED: the words. Fails with ValidationException. */
export function checkSettingValue(id: SettingId, value: string): void {
  if (values[id].includes(value)) return
  throw validation(
    `The setting value ${value} is not valid for ${id}. Valid values include: [${values[id].join(', ')}].`,
  )
}
