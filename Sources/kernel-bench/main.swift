import Kernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

let usage = """
  What a step takes on this CPU, by size and cores, beside the same streams without arithmetic.

  usage: kernel-bench [--seconds S] [--sizes 16K,4M] [--peers ASKED ANSWERED] [KERNEL…]

  S seconds are spent on each size and number of cores (4); sizes are 16K to 256M as memory allows; without
  kernels, those that take all cores. --peers takes turns with other implementations over two pipes, and then
  only the kernel they compare with is timed.
  """

do throws(BenchError) {
  let options = try Options(Array(CommandLine.arguments.dropFirst()))
  let peers = try options.pipes.map { pipes throws(BenchError) in
    try Peers(asked: pipes.asked, answered: pipes.answered)
  }
  print(heading())
  for size in options.sizes {
    for threads in Set([1, Machine.current.cores]).sorted() {
      if let peers {
        print(try comparison(size, threads, options, peers))
      } else {
        print(report(size, threads, options))
      }
    }
  }
} catch {
  print(error.message)
  print(usage)
  exit(1)
}

struct BenchError: Error {
  let message: String
}

struct Options {
  var seconds = 4.0
  var sizes = ["16K", "256K", "1M", "4M", "16M", "64M", "256M"].compactMap(Size.init)
  var kernels: [Kernel] = []
  var pipes: (asked: String, answered: String)?

  init(_ arguments: [String]) throws(BenchError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--seconds":
        guard let value = rest.popFirst().flatMap({ Double($0) }) else {
          throw BenchError(message: "seconds?")
        }
        seconds = value
      case "--sizes":
        let names = rest.popFirst()?.split(separator: ",") ?? []
        sizes = names.compactMap { Size(String($0)) }
        guard !sizes.isEmpty, sizes.count == names.count else { throw BenchError(message: "sizes?") }
      case "--peers":
        guard let asked = rest.popFirst(), let answered = rest.popFirst() else {
          throw BenchError(message: "pipes?")
        }
        pipes = (asked, answered)
      default:
        do throws(KernelError) {
          kernels.append(try Kernel.named(argument))
        } catch {
          throw BenchError(message: "\(error)")
        }
      }
    }
    if kernels.isEmpty { kernels = Kernel.all.filter { $0.cores == .all } }
  }
}

/// A number of parameters, as 16K or 64M: powers of 1024.
struct Size {
  let name: String
  let parameters: Int

  init?(_ name: String) {
    let unit = name.hasSuffix("K") ? 1 << 10 : name.hasSuffix("M") ? 1 << 20 : 1
    guard let count = Int(unit == 1 ? name : String(name.dropLast())), count > 0, count < 1 << 20 else {
      return nil
    }
    self.name = name
    parameters = count * unit
  }
}

func heading() -> String {
  let machine = Machine.current
  let caches = machine.caches.map { "L\($0.level) \($0.bytes >> 10) KiB" }.joined(separator: ", ")
  return """
    \(machine.processor), \(machine.cores) cores, \(InstructionSet.best.name), \(caches)
    size cores kernel                  ns/param  spread    GB/s  roofline  GFLOP/s
    """
}

func report(_ size: Size, _ threads: Int, _ options: Options) -> String {
  do throws(KernelError) {
    let measured = try Measurement.measure(
      kernels: options.kernels, parameters: size.parameters, threads: threads, seconds: options.seconds)
    var lines = measured.rows.map { line(size.name, $0) } + measured.rooflines.map { line(size.name, $0) }
    if measured.noise == .noisy { lines.append("     noisy: differences within the spread mean nothing") }
    return lines.joined(separator: "\n")
  } catch {
    return "\(size.name): \(error)"
  }
}

func comparison(_ size: Size, _ threads: Int, _ options: Options, _ peers: Peers) throws(BenchError)
  -> String
{
  try peers.begin(parameters: size.parameters, threads: threads)
  do throws(KernelError) {
    let comparison = try Comparison.measure(size, threads: threads, seconds: options.seconds, peers)
    if let comparison { return comparison.text }
  } catch {
    return "\(size.name): \(error)"
  }
  throw BenchError(message: "the peers have stopped")
}

func line(_ size: String, _ row: Measurement.Row) -> String {
  columns(size, row.threads, row.kernel.name, row.time, row.gigabytesPerSecond)
    + right(fixed(row.shareOfRoofline, 3), 10) + right(fixed(row.gigaflops, 1), 9)
}

func line(_ size: String, _ roofline: Roofline) -> String {
  columns(size, roofline.threads, roofline.streams.name, roofline.time, roofline.gigabytesPerSecond)
}

func columns(_ size: String, _ threads: Int, _ name: String, _ time: Statistics, _ bandwidth: Double)
  -> String
{
  let spread = fixed(100 * time.relativeSpread, 1) + "%"
  return right(size, 4) + right("\(threads)", 6) + " " + left(name, 24) + right(fixed(time.median, 3), 8)
    + right(spread, 8) + right(fixed(bandwidth, 1), 8)
}

func fixed(_ value: Double, _ digits: Int) -> String {
  var scale = 1
  for _ in 0..<digits { scale *= 10 }
  let scaled = Int((value * Double(scale)).rounded())
  let fraction = String(scaled % scale)
  return "\(scaled / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
}

func right(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

func left(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}
