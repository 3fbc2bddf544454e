/** Which resources leave a snapshot behind. Source: Template Reference, "DeletionPolicy attribute", "UpdateReplacePolicy attribute". */
import type { Made } from './resource.ts'

/** The types of which AWS makes snapshots. For all others the policy `Snapshot` is as `Delete`: observed on AWS, by the CDK's authors. */
const snapshotTypes: ReadonlySet<string> = new Set([
  'AWS::DocDB::DBCluster',
  'AWS::EC2::Volume',
  'AWS::ElastiCache::CacheCluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::Neptune::DBCluster',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Redshift::Cluster',
])

/** What an event says of a resource that goes and of which AWS would have made a snapshot: all such types are records here. */
export function snapshotReason(
  made: Pick<Made, 'type' | 'properties' | 'deletionPolicy' | 'updateReplacePolicy'>,
  policy: 'deletionPolicy' | 'updateReplacePolicy',
): string | undefined {
  const { type } = made
  if (!snapshotTypes.has(type)) return undefined
  const wanted =
    made[policy] ?? (policy === 'deletionPolicy' && isKeptByDefault(made) ? 'Snapshot' : 'Delete')
  return wanted === 'Snapshot'
    ? `No snapshot is made: ${type} is only a record here, which a snapshot of it would be as well`
    : undefined
}

/** Databases of RDS that are in no cluster, and clusters. Source: as above, "Exception". */
function isKeptByDefault({ type, properties }: Pick<Made, 'type' | 'properties'>): boolean {
  return (
    type === 'AWS::RDS::DBCluster' ||
    (type === 'AWS::RDS::DBInstance' && properties.DBClusterIdentifier === undefined)
  )
}
