import type { Caller } from '../../../dispatch/index.ts'
import type { TemplateContext } from '../../../engines/template/index.ts'
import type { StackRoom } from '../driver/room.ts'
import type { Reader } from './template-text.ts'

/** What transforms are told beside the template. */
export interface TransformContext {
  readonly room: Pick<StackRoom, 'call' | 'settings' | 'store' | 'random' | 'clock' | 'logger'>
  readonly caller: Caller
  readonly reader: Reader
  readonly template: TemplateContext
}
