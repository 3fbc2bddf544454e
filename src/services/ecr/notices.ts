/** What EventBridge is told of images. Source: Amazon ECR User Guide, "Amazon ECR events and EventBridge". */
import type { BusNotice } from '../../delivery/index.ts'
import type { Atomic } from '../../store/index.ts'
import { noticeQueue, type Repository } from './records.ts'

/** Adds to a commit that an image was pushed or deleted, under a tag where it has one. */
export function tellImage(
  commit: Atomic,
  { accountId, region, name }: Repository,
  action: 'PUSH' | 'DELETE',
  digest: string,
  tag: string | undefined,
  at: number,
): void {
  const notice: BusNotice = {
    accountId,
    region,
    source: 'aws.ecr',
    detailType: 'ECR Image Action',
    resources: [],
    at,
    detail: {
      result: 'SUCCESS',
      'repository-name': name,
      'image-digest': digest,
      'action-type': action,
      ...(tag === undefined ? {} : { 'image-tag': tag }),
    },
  }
  commit.enqueue(noticeQueue, notice)
}
