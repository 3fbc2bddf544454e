import { InvalidResource } from '../../errors.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { entriesOf } from '../../python/memory.ts'
import { pythonText } from '../../python/text.ts'
import { isDict, isTruthy } from '../../python/values.ts'

/** Properties that exclude or need each other. @throws InvalidResource with all faults, one a line */
export function checkCombinations(resource: SamResource): void {
  const given = (name: string) => resource.get(name) !== null
  const faults: string[] = []
  for (const other of ['ProvisionedConcurrencyConfig', 'VpcConfig']) {
    if (given('CapacityProviderConfig') && given(other))
      faults.push(`Cannot specify 'CapacityProviderConfig' and '${other}' together.`)
  }
  for (const [name, needed] of [
    ['FunctionScalingConfig', 'CapacityProviderConfig'],
    ['VersionDeletionPolicy', 'AutoPublishAlias'],
  ] as const) {
    if (given(name) && !given(needed)) faults.push(`'${name}' requires '${needed}'.`)
  }
  if (faults.length > 0) throw new InvalidResource(resource.logicalId, faults.join('\n'))
}

/** What functions that keep tenants apart cannot have. @throws InvalidResource */
export function checkTenancy(resource: SamResource): void {
  if (!isTruthy(resource.get('TenancyConfig'))) return
  const { logicalId } = resource
  for (const [name, feature] of [
    ['ProvisionedConcurrencyConfig', 'Provisioned concurrency'],
    ['FunctionUrlConfig', 'Function URL'],
    ['SnapStart', 'SnapStart'],
  ] as const) {
    if (isTruthy(resource.get(name))) {
      throw new InvalidResource(
        logicalId,
        `${feature} is not supported for functions enabled with tenancy configuration.`,
      )
    }
  }
  const events = resource.get('Events')
  for (const [, event] of isDict(events) ? entriesOf(events) : []) {
    const type = isDict(event) ? event.Type : undefined
    if (type !== 'Api' && type !== 'HttpApi') {
      throw new InvalidResource(
        logicalId,
        `Event source '${pythonText(type)}' is not supported for functions enabled with tenancy configuration. Only Api and HttpApi event sources are supported.`,
      )
    }
  }
}
