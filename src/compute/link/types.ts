/** How the server talks to the process that runs a function's handler, whichever protocol that process speaks. */

/** What a runtime needs to know to load a handler. */
export interface RuntimeAssignment {
  /** The whole environment; absent for a process that was started with it. */
  readonly env?: Readonly<Record<string, string>>
  readonly handler: string
  /** As the process sees it. */
  readonly taskRoot: string
  readonly layersRoot: string
  readonly workingDirectory: string
  /** Where SDKs are found that AWS has in its runtimes. */
  readonly sdkPaths: readonly string[]
  readonly snapStart: boolean
}

/** What a runtime is told of one invocation. */
export interface InvocationHeader {
  readonly id: string
  readonly arn: string
  /** Unit: milliseconds since the epoch, of the machine. */
  readonly deadline: number
  readonly trace?: string
  readonly clientContext?: string
  readonly identity?: string
  readonly tenantId?: string
  readonly streaming: boolean
  /** No extension lives in the environment: nothing needs to run there between this invocation and the next. */
  readonly rests: boolean
}

/** What a runtime says that it failed with. */
export interface RuntimeFault {
  readonly errorType: string
  /** JSON: errorType, errorMessage, stackTrace and whatever else it had to say. */
  readonly payload: Uint8Array
}

/** Takes what a runtime says about the invocation that it runs. */
export interface InvocationSink {
  /** The handler's result. */
  result(payload: Uint8Array): void
  /** The handler's result is larger than may be. Unit: bytes. */
  resultTooLarge(bytes: number): void
  failed(fault: RuntimeFault): void
  streamBegins(contentType: string | undefined): void
  /** False: no more, until {@link RuntimeLink.resume}. */
  chunk(bytes: Uint8Array): boolean
  streamEnds(fault?: RuntimeFault): void
  /** Nothing of this invocation is left to do in the runtime. */
  done(): void
}

/** What a runtime tells beside invocations. */
export interface LinkListener {
  /** A record for the log, however many lines. Unit of `time`: milliseconds since the epoch. */
  log(record: string, time: number | undefined): void
  /** The runtime broke the rules, or closed the connection: it cannot be talked to any more. */
  broken(reason: string): void
}

/** One runtime process. */
export interface RuntimeLink {
  /** Gives it its function. Resolves when the handler is loaded, with what went wrong if it was not. */
  initialise(assignment: RuntimeAssignment): Promise<RuntimeFault | undefined>
  invoke(header: InvocationHeader, payload: Uint8Array, sink: InvocationSink): void
  /** Reads on after a sink asked for a pause. */
  resume(): void
  /** Tells it that the environment ends. */
  shutdown(reason: string): void
  close(): void
}
