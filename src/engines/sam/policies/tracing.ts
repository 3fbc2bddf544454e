/** The managed policy for writing traces of X-Ray. Other partitions know the older one alone. */
export function xrayPolicy(partition: string): string {
  return partition === 'aws' ? 'AWSXrayWriteOnlyAccess' : 'AWSXRayDaemonWriteAccess'
}
