import { managedPolicyArn } from '../partitions.ts'
import { managedPolicyRows } from './managed-policies-table.ts'

let byPartition: Map<string, Map<string, string>> | undefined

/** The ARN of a policy that AWS manages, by its name without path; nothing for names that AWS's transform does not know. */
export function knownManagedPolicy(partition: string, name: string): string | undefined {
  byPartition ??= readTable()
  return byPartition.get(partition)?.get(name)
}

function readTable(): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>()
  for (const row of managedPolicyRows) {
    const [partitions = '', path = '', names = ''] = row.split('|')
    for (const partition of partitions.split(',')) {
      const policies = found.get(partition) ?? new Map<string, string>()
      for (const name of names.split(' ')) policies.set(name, managedPolicyArn(partition, path + name))
      found.set(partition, policies)
    }
  }
  return found
}
