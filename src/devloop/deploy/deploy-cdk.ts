/** Deploys what CDK has written: assets into the bucket that the stacks expect, then the stacks, one after the other. */
import { readFileSync } from 'node:fs'
import { type CdkAsset, type CdkStack, readCdkOutput } from '../application/cdk-output.ts'
import type { CdkApplication } from '../application/find-application.ts'
import { readTemplate } from '../application/template-file.ts'
import { filesBelow } from '../build/artifact.ts'
import { runTool } from '../build/run-tool.ts'
import type { Deployed, DeployWays } from './deploy-stack.ts'
import type { LoopAws } from './loop-aws.ts'
import type { Workshop } from './workshop.ts'

/** Has CDK's own command write the assembly, where cdk.json names one. Fails with a LoopError that shows what it says. */
export async function synthesise({ command, folder, output }: CdkApplication, aws: LoopAws): Promise<void> {
  if (command === undefined) return
  await runTool({
    program: 'sh',
    args: ['-c', command],
    folder,
    env: { CDK_OUTDIR: output, CDK_DEFAULT_ACCOUNT: aws.accountId, CDK_DEFAULT_REGION: aws.region },
  })
}

/** Deploys all stacks of an assembly, or the one that is named. */
export async function deployCdk(
  application: CdkApplication,
  workshop: Workshop,
  aws: LoopAws,
  ways: Omit<DeployWays, 'stacks' | 'store'>,
): Promise<Deployed[]> {
  const deployed: Deployed[] = []
  for (const stack of readCdkOutput(application.output, application.stackName)) {
    await handOver(stack, workshop, aws)
    const template = readTemplate(stack.templateFile)
    // Stacks ask which version of CDK's own stack there is, before anything else. Source: CDK Developer Guide, "Bootstrapping".
    const version = template.Parameters?.BootstrapVersion?.Default
    if (typeof version === 'string') await aws.ensureParameter(version, '28')
    deployed.push(await workshop.deployBody(stack.name, template, stack.parameters, {}, ways))
  }
  return deployed
}

async function handOver({ assets }: CdkStack, workshop: Workshop, aws: LoopAws): Promise<void> {
  const buckets = new Set(assets.map((asset) => bucketOf(asset, aws)))
  for (const bucket of buckets) await aws.ensureBucket(bucket)
  for (const asset of assets) {
    const bytes =
      asset.packaging === 'zip'
        ? await workshop.zipper.zip(filesBelow(asset.path, { leaveOut: () => false }))
        : readFileSync(asset.path)
    await aws.putObject(bucketOf(asset, aws), asset.key, bytes)
  }
}

function bucketOf({ bucket }: CdkAsset, { accountId, region }: LoopAws): string {
  return bucket
    .replaceAll(`\${AWS::AccountId}`, accountId)
    .replaceAll(`\${AWS::Region}`, region)
    .replaceAll(`\${AWS::Partition}`, 'aws')
}
