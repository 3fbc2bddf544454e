import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { loadConsumer } from '../consumers.ts'
import { streamArn } from '../streams.ts'
import { consumerView } from '../views.ts'

/** A registered consumer. */
export async function describeStreamConsumer(
  input: Api.DescribeStreamConsumerInput,
  context: OperationContext,
): Promise<Api.DescribeStreamConsumerOutput> {
  const { stream, consumer } = await loadConsumer(context, 'DescribeStreamConsumer', input)
  return {
    ConsumerDescription: {
      ...consumerView(context, consumer.value),
      StreamARN: streamArn(context, stream.value),
    },
  }
}
