/**
 * The test files that take longest where nothing has been fetched yet, and about how long: what a first run goes by, which has no
 * times of its own. Unit: milliseconds. Only the order counts.
 */
export const slowTests: Readonly<Record<string, number>> = {
  'test/compute/aws-clients.test.ts': 224_000,
  'test/contract/on-postgres/services.test.ts': 200_000,
  'test/e2e/tools/cdk.test.ts': 100_000,
  'test/e2e/tools/serverless-framework.test.ts': 100_000,
  'test/e2e/tools/sam-cli.test.ts': 100_000,
  'test/e2e/tools/aws-cli.test.ts': 60_000,
  'test/e2e/aws-cli/four-services.test.ts': 40_000,
  'test/e2e/repository/package.test.ts': 60_000,
  'test/sim/delivery/crash.test.ts': 70_000,
  'test/sim/events/crash.test.ts': 50_000,
  'test/sim/kinesis/crash.test.ts': 40_000,
  'test/sim/store/crash.test.ts': 30_000,
  'test/sim/store-postgres.test.ts': 30_000,
  'test/sim/lambda/crash.test.ts': 30_000,
  'test/sim/lambda/durable-crash.test.ts': 25_000,
  'test/sim/front-door/fuzz.test.ts': 30_000,
  'test/conformance/sdk-roundtrip.test.ts': 40_000,
  'test/contract/cloudformation/functions.test.ts': 22_000,
  'test/contract/cloudformation/restart.test.ts': 20_000,
}
