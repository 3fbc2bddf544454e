module LambentRuntime
  # `file.method`, or `file.Module::Class.method`: a method that takes `event:` and `context:`.
  class Handler
    def self.load(name)
      file, *rest = name.split('.')
      raise ArgumentError, "Invalid handler #{name}, must be of form FILENAME.METHOD or FILENAME.CLASS.METHOD where FILENAME corresponds with an existing Ruby source file FILENAME.rb, CLASS is an optional module/class namespace and METHOD is a callable method. If using CLASS, METHOD must be a class-level method." if file.nil? || rest.empty? || rest.length > 2

      task = ENV.fetch('LAMBDA_TASK_ROOT', '/var/task')
      $LOAD_PATH.unshift(task) unless $LOAD_PATH.include?(task)
      require(file.start_with?('/') ? file : File.join(task, file))
      method = rest.pop
      owner = rest.empty? ? TOPLEVEL_BINDING.receiver : Object.const_get(rest.first)
      new(owner, method.to_sym)
    end

    def initialize(owner, method)
      @owner = owner
      @method = method
    end

    def call(event, context)
      # Methods of a file, outside of any class, are private ones of Object.
      @owner.send(@method, event: event, context: context)
    end
  end
end
