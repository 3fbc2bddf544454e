import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { IAM } from '@aws-sdk/client-iam'
import { SSM } from '@aws-sdk/client-ssm'
import { STS } from '@aws-sdk/client-sts'

/** Has each of the four services answer one request. */
export async function askFourServices(port: number): Promise<void> {
  const config = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
  }
  const clients = [new STS(config), new IAM(config), new CloudWatchLogs(config), new SSM(config)] as const
  const [sts, iam, logs, ssm] = clients
  await sts.getCallerIdentity({})
  await iam.listRoles({})
  await logs.describeLogGroups({})
  await ssm.describeParameters({})
  for (const client of clients) client.destroy()
}
