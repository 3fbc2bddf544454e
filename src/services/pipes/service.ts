import type { Pipes } from '@aws-sdk/client-pipes'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { deadLetterTryingMs } from './limits.ts'
import { createPipe } from './operations/create-pipe.ts'
import { deletePipe } from './operations/delete-pipe.ts'
import { describePipe } from './operations/describe-pipe.ts'
import { listPipes } from './operations/list-pipes.ts'
import { listTagsForResource } from './operations/list-tags-for-resource.ts'
import { startPipe } from './operations/start-pipe.ts'
import { stopPipe } from './operations/stop-pipe.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updatePipe } from './operations/update-pipe.ts'
import { pipePollers } from './pollers.ts'
import { deadLetterQueue, transitionQueue } from './records.ts'
import { deadLetterHandler, transitionHandler } from './transitions.ts'

/** EventBridge Pipes. */
export const service: ServiceDefinition = {
  prefix: 'pipes',
  model: 'pipes',
  operations: {
    CreatePipe: createPipe,
    DeletePipe: deletePipe,
    DescribePipe: describePipe,
    ListPipes: listPipes,
    ListTagsForResource: listTagsForResource,
    StartPipe: startPipe,
    StopPipe: stopPipe,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdatePipe: updatePipe,
  } satisfies OperationTable<Pipes>,
  resourceTypes: {
    'AWS::Pipes::Pipe': async () => (await import('./resources/pipe.ts')).pipe,
  },
  start: async (surroundings) => {
    const { jobs } = surroundings
    jobs.handle(transitionQueue, transitionHandler(surroundings))
    jobs.handle(deadLetterQueue, deadLetterHandler(surroundings), { tryingMsMax: deadLetterTryingMs })
    return pipePollers(surroundings)
  },
}
