import Foundation
import Kernels
import Testing

/// Fixtures/adamw_reference.json: PyTorch's AdamW after every step, and epsilon placements by NumPy.
struct PyTorchFixture: Decodable, Sendable {
  let cases: [Case]
  let variants: [Case]

  struct Case: Decodable, Sendable {
    let name: String
    let dtype: String
    let lr, beta1, beta2, eps: Double
    let weightDecay: Double
    let amsgrad, maximize: Bool?
    let lrs: [Double]?
    let start: Start?
    let p0: [Number]
    let grads: [[Number]]
    let steps: [Step]
    let ulpFused, ulpForeach: Int?
  }

  struct Start: Decodable, Sendable {
    let step: Int
    let m, v: [Number]
  }

  struct Step: Decodable, Sendable {
    let p: [Number]
    let m, v, vmax: [Number]?
  }

  /// A number, or the strings "inf", "-inf", "nan".
  struct Number: Decodable, Sendable {
    let value: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      value = try (try? container.decode(Double.self)) ?? Double(container.decode(String.self))!
    }
  }

  static let shared: PyTorchFixture = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/adamw_reference.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try! decoder.decode(PyTorchFixture.self, from: Data(contentsOf: file))
  }()
}

extension PyTorchFixture.Case: CustomTestStringConvertible {
  var testDescription: String { "\(name) \(dtype)" }

  var configuration: AdamW.Configuration {
    var configuration = AdamW.Configuration.pytorch
    configuration.learningRate = lr
    configuration.beta1 = beta1
    configuration.beta2 = beta2
    configuration.epsilon = eps
    configuration.weightDecay = weightDecay
    if amsgrad == true { configuration.secondMoment = .largest }
    if maximize == true { configuration.direction = .maximize }
    return configuration
  }

  var isDouble: Bool { dtype == "float64" }
  var parameters: [Double] { p0.map(\.value) }
  var gradients: [[Double]] { grads.map { $0.map(\.value) } }
  var startStep: Int { start?.step ?? 0 }
  var startFirst: [Double] { start?.m.map(\.value) ?? p0.map { _ in 0 } }
  var startSecond: [Double] { start?.v.map(\.value) ?? p0.map { _ in 0 } }
  /// The learning rate of each step.
  var rates: [Double] { lrs ?? grads.map { _ in lr } }
  /// Units in the last place of p between PyTorch's own fp32 paths.
  var spread: Int { max(ulpFused ?? 0, ulpForeach ?? 0) }
}

extension PyTorchFixture.Step {
  var parameters: [Double] { p.map(\.value) }
  var first: [Double] { m?.map(\.value) ?? [] }
  var second: [Double] { v?.map(\.value) ?? [] }
  var peak: [Double] { vmax?.map(\.value) ?? [] }
}
