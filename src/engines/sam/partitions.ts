/** Partitions by how the names of their regions start. Source: aws-sam-translator 1.115.0, observed. */
const byRegion: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-iso-', 'aws-iso'],
  ['us-isob', 'aws-iso-b'],
  ['us-gov', 'aws-us-gov'],
  ['eu-isoe', 'aws-iso-e'],
  ['us-isof', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
]

/** The partition that a region is in. */
export function partitionOf(region: string): string {
  const name = region.toLowerCase()
  return byRegion.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'aws'
}

/** The ARN of a policy that AWS manages. `name` may have a path. */
export function managedPolicyArn(partition: string, name: string): string {
  return `arn:${partition}:iam::aws:policy/${name}`
}

/** An ARN as the text of an Fn::Sub. Region and account are the stack's, or left out. */
export function arnText(
  partition: string,
  service: string,
  resource: string,
  { region = '${AWS::Region}', account = true }: { region?: string; account?: boolean } = {},
): string {
  return `arn:${partition}:${service}:${region}:${account ? '${AWS::AccountId}:' : ''}${resource}`
}
