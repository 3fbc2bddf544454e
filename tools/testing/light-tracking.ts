/**
 * Has node:test know by an AsyncLocalStorage which test a piece of work belongs to. By itself it follows every promise and handle of the
 * process from its making to its end, which takes up to a quarter of the processor time of tests that talk to a server (all of that in
 * `test/conformance/sdk-roundtrip`). It means the same: what fails out of turn fails the test that began it.
 *
 * Must be evaluated before anything has asked for node:test, which takes these functions when it is loaded. Where a later Node.js does
 * it in another way this changes nothing; a test of test runs would tell.
 */
import asyncHooks from 'node:async_hooks'

const { AsyncLocalStorage, AsyncResource, createHook, executionAsyncId } = asyncHooks

/** The id of the test under way. */
const current = new AsyncLocalStorage<number>()
/** What node:test does with each test that is made: remembers it by its id. */
let remember: asyncHooks.HookCallbacks['init']

/** What node:test derives its tests from. */
class TestResource extends AsyncResource {
  constructor(type: string, options?: number | asyncHooks.AsyncResourceOptions) {
    super(type, options)
    remember?.(this.asyncId(), type, this.triggerAsyncId(), this)
  }

  override runInAsyncScope<This, Result>(
    run: (this: This, ...args: unknown[]) => Result,
    thisArg?: This,
    ...args: unknown[]
  ): Result {
    const inTest = () => Reflect.apply(run, thisArg, args) as Result
    return super.runInAsyncScope(() => current.run(this.asyncId(), inTest))
  }
}

Object.assign(asyncHooks, {
  AsyncResource: TestResource,
  createHook({ init }: asyncHooks.HookCallbacks): asyncHooks.AsyncHook {
    const hook = {
      enable() {
        remember = init
        return hook
      },
      disable() {
        remember = undefined
        return hook
      },
    }
    return hook
  },
  executionAsyncId: () => current.getStore() ?? executionAsyncId(),
})
await import('node:test')
Object.assign(asyncHooks, { AsyncResource, createHook, executionAsyncId })
