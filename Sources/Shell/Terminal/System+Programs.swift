#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Other programs: what they are told, what they answer.
extension System {
  struct Finished {
    /// Its exit status; of a program that a signal ended, 128 and more.
    var status: Int
    var output: [UInt8]
    var errors: [UInt8]
  }

  /// Runs a program to its end; nil when `isStopped` became true, and then it is ended.
  static func run(_ arguments: [String], input: [UInt8], isStopped: () -> Bool) throws(Failure) -> Finished? {
    var pipes: [Pipe] = []
    defer { for pipe in pipes { pipe.close() } }
    for _ in 0..<3 { pipes.append(try Pipe()) }
    let process = try start(arguments, pipes)
    var (toChild, fromChild) = (pipes[0].writing, [pipes[1].reading, pipes[2].reading])
    // The child's ends are its own now: held open here, they would never come to an end.
    for descriptor in [pipes[0].reading, pipes[1].writing, pipes[2].writing] { close(descriptor) }
    pipes = []
    defer { for descriptor in [toChild] + fromChild where descriptor >= 0 { close(descriptor) } }
    _ = fcntl(toChild, F_SETFL, O_NONBLOCK)

    var rest = input[...]
    var texts: [[UInt8]] = [[], []]
    while toChild >= 0 || fromChild.contains(where: { $0 >= 0 }) {
      if isStopped() {
        end(process)
        return nil
      }
      var waits = [pollfd(fd: toChild, events: Int16(POLLOUT), revents: 0)]
      waits += fromChild.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      let patience: CInt = 50
      guard poll(&waits, nfds_t(waits.count), patience) > 0 else { continue }
      if waits[0].revents != 0, !feed(&rest, to: toChild) {
        close(toChild)
        toChild = -1
      }
      for index in fromChild.indices where waits[index + 1].revents != 0 {
        let chunk = (try? read(fromChild[index], count: 1 << 16)) ?? []
        texts[index] += chunk
        if chunk.isEmpty, !isStopped() {
          close(fromChild[index])
          fromChild[index] = -1
        }
      }
    }
    guard let status = wait(for: process, isStopped) else { return nil }
    return Finished(status: status, output: texts[0], errors: texts[1])
  }

  /// Writes what the pipe takes; false when all is written, or nobody reads it.
  private static func feed(_ rest: inout ArraySlice<UInt8>, to descriptor: CInt) -> Bool {
    guard !rest.isEmpty else { return false }
    let count = rest.withUnsafeBytes { bytes in
      #if canImport(Darwin)
        Darwin.write(descriptor, bytes.baseAddress, bytes.count)
      #elseif canImport(Glibc)
        Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      #elseif canImport(Musl)
        Musl.write(descriptor, bytes.baseAddress, bytes.count)
      #endif
    }
    if count < 0 { return errno == EAGAIN || errno == EINTR }
    rest = rest.dropFirst(count)
    return !rest.isEmpty
  }

  /// The exit status of a program that has closed its output; nil when it had to be ended.
  private static func wait(for process: pid_t, _ isStopped: () -> Bool) -> Int? {
    var status: CInt = 0
    while true {
      let done = waitpid(process, &status, WNOHANG)
      if done == process { break }
      if done < 0, errno != EINTR { return 0 }
      if isStopped() {
        end(process)
        return nil
      }
      let moment: CInt = 5
      poll(nil, 0, moment)
    }
    let signal = status & 0x7F
    return signal == 0 ? Int(status >> 8 & 0xFF) : 128 + Int(signal)
  }

  private static func end(_ process: pid_t) {
    kill(process, SIGKILL)
    var status: CInt = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
  }

  private struct Pipe {
    let reading: CInt
    let writing: CInt

    init() throws(Failure) {
      var ends: [CInt] = [-1, -1]
      guard pipe(&ends) == 0 else { throw .last }
      // Another child must not inherit them.
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      (reading, writing) = (ends[0], ends[1])
    }

    func close() { for end in [reading, writing] { System.close(end) } }
  }

  private static func close(_ descriptor: CInt) {
    #if canImport(Darwin)
      _ = Darwin.close(descriptor)
    #elseif canImport(Glibc)
      _ = Glibc.close(descriptor)
    #elseif canImport(Musl)
      _ = Musl.close(descriptor)
    #endif
  }

  /// Starts a program with the child's ends of three pipes as its input, output and errors. It is a process group of
  /// its own, so that Ctrl-C reaches it through us alone, and only once.
  private static func start(_ arguments: [String], _ pipes: [Pipe]) throws(Failure) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
      let variables = _NSGetEnviron().pointee
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
      let variables = environ
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, pipes[0].reading, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, pipes[1].writing, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, pipes[2].writing, STDERR_FILENO)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGPIPE, SIGINT] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    var vector: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for argument in vector { free(argument) } }
    var process: pid_t = 0
    let code = posix_spawnp(&process, arguments.first ?? "", &actions, &attributes, &vector, variables)
    guard code == 0 else { throw Failure(code: code) }
    return process
  }
}
