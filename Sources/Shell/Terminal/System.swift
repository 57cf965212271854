#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The calls into the operating system, so that one file knows which C library there is.
enum System {
  /// An `errno`, with the words the system has for it.
  struct Failure: Error, Equatable {
    var code: CInt

    static var last: Failure { Failure(code: errno) }
    var isClosedPipe: Bool { code == EPIPE }
    var isMissing: Bool { code == ENOENT }
    var message: String { String(cString: strerror(code)) }
  }

  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  static func isTerminal(_ descriptor: CInt) -> Bool {
    isatty(descriptor) == 1
  }

  static func windowSize(_ descriptor: CInt) -> (columns: Int, rows: Int)? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return nil }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Writes all of it, however many calls that takes.
  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt) throws(Failure) {
    var rest = bytes
    while let start = rest.baseAddress, rest.count > 0 {
      #if canImport(Darwin)
        let written = Darwin.write(descriptor, start, rest.count)
      #elseif canImport(Glibc)
        let written = Glibc.write(descriptor, start, rest.count)
      #elseif canImport(Musl)
        let written = Musl.write(descriptor, start, rest.count)
      #endif
      if written >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
      } else if errno == EAGAIN {
        var full = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&full, 1, -1)
      } else if errno != EINTR {
        throw .last
      }
    }
  }

  /// Up to `count` bytes; none at the end of the input. Ctrl-C ends the wait.
  static func read(_ descriptor: CInt, count: Int) throws(Failure) -> [UInt8] {
    var failure: Failure?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let start = buffer.baseAddress else { return }
      while true {
        #if canImport(Darwin)
          let got = Darwin.read(descriptor, start, count)
        #elseif canImport(Glibc)
          let got = Glibc.read(descriptor, start, count)
        #elseif canImport(Musl)
          let got = Musl.read(descriptor, start, count)
        #endif
        if got >= 0 {
          filled = got
          return
        }
        if errno != EINTR || Interrupts.isPending {
          failure = .last
          return
        }
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// The last `limit` bytes of a file.
  static func tail(of path: String, limit: Int) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    defer { close(descriptor) }
    let end = lseek(descriptor, 0, SEEK_END)
    guard end >= 0, lseek(descriptor, max(0, end - off_t(limit)), SEEK_SET) >= 0 else { throw .last }
    var bytes: [UInt8] = []
    while bytes.count < limit {
      let more = try read(descriptor, count: limit - bytes.count)
      if more.isEmpty { break }
      bytes += more
    }
    return bytes
  }

  /// One `write` at the end of a private file, so that two writers cannot mix.
  /// A last line cut short by a crash is ended first.
  static func appendLine(_ line: String, to path: String) throws(Failure) {
    let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .last }
    defer { close(descriptor) }
    let end = lseek(descriptor, 0, SEEK_END)
    var last = UInt8(ascii: "\n")
    if end > 0 { _ = pread(descriptor, &last, 1, end - 1) }
    let text = (last == UInt8(ascii: "\n") ? "" : "\n") + line + "\n"
    var failure: Failure?
    Array(text.utf8).withUnsafeBytes { bytes in
      do throws(Failure) { try write(bytes, to: descriptor) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  static func makeDirectories(above path: String) {
    for (index, byte) in zip(path.utf8.indices, path.utf8) where byte == UInt8(ascii: "/") {
      let directory = String(path[..<index])
      if !directory.isEmpty { mkdir(directory, 0o700) }
    }
  }

  /// A closed pipe becomes an error of `write` instead of the end of the process.
  static func ignoreClosedPipes() {
    signal(SIGPIPE, SIG_IGN)
  }

  /// A child that reads what is written to `input`.
  struct Child {
    var process: pid_t
    var input: CInt
  }

  static func spawn(_ arguments: [String]) throws(Failure) -> Child {
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .last }
    // Neither end may live on in the child: it would never see the end of its input.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    #if canImport(Darwin)
      let variables = _NSGetEnviron().pointee
    #else
      let variables = environ
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGPIPE, SIGINT] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var vector: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for argument in vector { free(argument) } }
    var process: pid_t = 0
    let code = posix_spawnp(&process, arguments.first ?? "", &actions, &attributes, &vector, variables)
    close(ends[0])
    guard code == 0 else {
      close(ends[1])
      throw Failure(code: code)
    }
    return Child(process: process, input: ends[1])
  }

  /// Whether Ctrl-C ended it.
  static func finish(_ child: Child) -> Bool {
    close(child.input)
    var status: CInt = 0
    while waitpid(child.process, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7F == SIGINT
  }

  /// Ctrl-C reaches only the children that `body` starts and waits for.
  static func ignoringInterrupts<Result>(_ body: () -> Result) -> Result {
    var usual = sigaction()
    sigaction(SIGINT, nil, &usual)
    signal(SIGINT, SIG_IGN)
    defer { sigaction(SIGINT, &usual, nil) }
    return body()
  }
}
