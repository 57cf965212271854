import Formulas

/// Something declared: the embedded library is made of these, and a user's file may hold them too.
public struct Declaration: Sendable {
  public var name: String
  public var span: Span
  /// The text of the `##` lines above it, or of the string behind its name.
  public var description: String
  public var body: Body

  public init(name: String, span: Span, description: String, body: Body) {
    (self.name, self.span, self.description, self.body) = (name, span, description, body)
  }

  public enum Body: Sendable {
    /// `unit kB = 1000 bytes`; the parser has already entered it in the table of units. One that said what was so
    /// already is not new.
    case unit(Units.Rows, isNew: Bool)
    /// `scale bytes kB MB`; the parser has already set it, in the place of `before`.
    case scale(Dimension, [Unit], before: [Unit]?)
    case input(Input)
    case record(kind: String, Later<[Field]>)
    case preset(family: String, Span, [Field])
    case op(Op)
    case model(Later<[ModelStatement]>)
    case part(Part)
    case family(Family)
    case ledger(LedgerBody)
    /// `scenario small: d_model = 768, num_layers = 12`
    case scenario([Override])
    /// `lesson "Counting parameters" { … }`
    case lesson(Lesson)
  }

  /// `input d_model: count = 768`, `shape num_layers symbol L: count = 12`
  public struct Input: Sendable {
    public var role: Role
    /// What it is called in formulas on paper: `T`, `n_h`; empty where nothing was said.
    public var symbol: String
    public var domain: Domain
    /// The default; `Formula.absent` where there is none.
    public var formula: Formula
    public var isLive: Bool
  }

  /// What an input is about: the model, the run, or how to count.
  public enum Role: String, Sendable { case shape, input, convention }

  /// What an input may be set to.
  public enum Domain: Sendable {
    /// A whole number above zero.
    case count
    /// The same, of a kind usually given in powers of two: 128K is then worth a word.
    case length
    /// A whole number, zero included.
    case whole
    /// 0 to 1.
    case fraction
    /// Above 0, up to 1.
    case share
    /// Any number that measures what the unit measures; the unit is the one people write.
    case measure(Unit)
    /// true or false.
    case flag
    /// Named values, each with its description.
    case words([(name: String, description: String)])
    /// The named values of another input.
    case sameAs(Symbol)
    /// The names of the declared records of this kind.
    case records(String)
  }

  /// `fp32 = 19.5 TFLOP/s "NVIDIA A100 datasheet"`
  public struct Field: Sendable {
    public var name: Symbol
    public var nameSpan: Span
    public var formula: Formula
    public var source: String
    /// `num_kv_heads := num_heads`: follows its inputs.
    public var isLive = false
  }

  /// An op: what each of its costs is, as formulas of its operands' shapes.
  public struct Op: Sendable {
    public var parameters: [(name: Symbol, fallback: Formula)]
    public var body: Later<[OpStatement]>
  }

  /// A stretch of a model that several models share: operands in, a tensor out.
  public struct Part: Sendable {
    public var parameters: [(name: Symbol, fallback: Formula)]
    public var body: [ModelStatement]
  }

  /// `family llama of decoder reads "llama" { … }`: a model with settings of its own, and the `model_type` of the
  /// configuration files that mean it.
  public struct Family: Sendable {
    public var base: String
    public var baseSpan: Span
    public var reads: [String]
    public var fields: [Field]
  }

  /// What kind of parameter a weight is: one of all tokens, a table that tokens are looked up in, or one that only
  /// the tokens meet which are routed to its expert.
  /// `whole` is one that every device has, whatever its neighbours are split by.
  /// `adapter` is one of LoRA; `tied` is the token table once more, and counts where that stands.
  public enum WeightKind: String, CaseIterable, Sendable { case shared, table, expert, whole, adapter, tied }

  public indirect enum OpStatement: Sendable {
    /// `weight matrix = [x.width, out]`: a parameter tensor
    case weight(Symbol, Formula, WeightKind, Span)
    /// `forward = 2 * x.elements * out`
    case cost(Cost, Formula, Span)
    /// `keeps input = autocast(x) "Mm.self"`: a tensor that autograd keeps for backward
    case keeps(Symbol, Formula, label: String, kind: String, Span)
    /// `lists x.elements`: what the course's list of activations counts here
    case lists(Formula, Span)
    /// `let wide = cast(x, float32)`
    case bind(Symbol, Formula)
    /// `gives like(x, x.dtype)`; `gives lora(y, x)` hands y to a part, which gives the result
    case gives(Formula)
    /// `gradient passed`: where the gradients of its operands come to lie
    case gradient(Gradient)
    case choice(Formula, [OpStatement], [OpStatement])
  }

  /// Where the gradients of an operation's operands lie in the backward pass.
  ///
  /// `fresh` is in memory of their own; `passed` is the incoming gradient itself, as an addition hands it on; `added`
  /// is in the gradient that another reader of the operand has left there, if one has, before the operation holds most.
  public enum Gradient: String, CaseIterable, Sendable { case fresh, passed, added }

  /// The costs an op may have: FLOPs, what is sent, and memory that is not kept for the backward pass.
  ///
  /// Of the traffic: bytes that one device sends for one micro-batch to its neighbours of tensor parallelism, forward
  /// and backward, and to those of expert parallelism, each way.
  public enum Cost: String, CaseIterable, Sendable {
    case forward, backward
    /// Bytes of tensors that the model has beside its parameters and that no step changes.
    case buffers
    /// Bytes that the backward pass of the operation needs at its fullest moment beside what is kept and the
    /// gradients of its result, its operands and its weights; below zero where some of those are gone by then.
    case temporaries
    /// Bytes that one device reads and writes in the forward pass, where it is not its operands, weights and result.
    case moves
    /// Elements of a weight that another operation declares, and that gets a second gradient here.
    case tiedGradient = "tied_gradient"
    case tensorTraffic = "tensor_traffic"
    case backwardTraffic = "backward_traffic"
    /// What more is sent backward because only a part of an input was kept: a checkpoint that stops before it has its
    /// own input gathered once more.
    case gatheredAgain = "gathered_again"
    case expertTraffic = "expert_traffic"
  }

  public indirect enum ModelStatement: Sendable {
    /// `q = linear(h, d_model, bias = bias_qkv)`
    case call(Symbol, op: Symbol, [Argument], Span)
    /// `x = inline decoder_block(x)`: a part whose rows stand here, under no name of their own
    case inline(Symbol, part: Symbol, [Argument], Span)
    /// `x = embedding`
    case alias(Symbol, Formula, Span)
    /// `attention { … }`
    case group(Symbol, [ModelStatement])
    /// `repeat num_layers as block { … }`
    case repetition(Formula, Symbol, across: Formula, [ModelStatement], Span)
    /// `split weights by tp, activations by tp * cp { … }`: how many devices share what is made inside; a part that
    /// is not named stays as outside
    case split(weights: Formula, activations: Formula, [ModelStatement])
    /// `checkpoint if recompute == block { … }`
    /// `whole if c` says that recomputation goes to the end, without PyTorch's early stop
    case checkpoint(Formula, whole: Formula, [ModelStatement])
    /// `assert num_heads mod num_kv_heads == 0, "text"`: what the model asks of its inputs
    case assertion(Formula, String)
    /// `gives x`: what a part hands back
    case gives(Formula)
    case choice(Formula, [ModelStatement], [ModelStatement])
  }

  public struct Argument: Sendable {
    public var name: Symbol?
    public var formula: Formula
    public var span: Span

    public init(name: Symbol?, formula: Formula, span: Span) {
      (self.name, self.formula, self.span) = (name, formula, span)
    }
  }

  public struct LedgerBody: Sendable {
    public var dimension: Dimension
    /// What picks the one row that counts; nil where rows add up.
    public var selector: Selector?
    public var rows: Later<[LedgerRow]>

    public init(dimension: Dimension, selector: Selector?, rows: Later<[LedgerRow]>) {
      (self.dimension, self.selector, self.rows) = (dimension, selector, rows)
    }
  }

  /// Which one of its rows a ledger counts.
  public enum Selector: Equatable, Sendable {
    /// `by activation_rule`: the one that the value of an input names
    case input(Symbol)
    /// `by largest`: of equal copies one counts
    case largest
    /// `by largest part`: the same of the rows directly in the ledger, each the sum of its own
    case largestPart

    /// Whether its rows are compared, and not added up.
    public var isLargest: Bool { self == .largest || self == .largestPart }
  }

  public indirect enum LedgerRow: Sendable {
    /// `weights = params * precision.weight "source"`
    case formula(Symbol, Formula, role: Ledger.Role, note: String, Span)
    /// `forward = fold forward`: the sum of that cost over the model's ops, row by row; without a name (a symbol
    /// below zero) the rows stand directly in the ledger
    /// `fold device activations` counts what one device of the first pipeline stage has.
    case fold(Symbol, Fold, onDevice: Bool, role: Ledger.Role, note: String, Span)
    /// `optimizer = each weight optimizer.state`: the expression for every parameter tensor, which is called weight
    /// in it, row by row; without a name the rows stand directly in the ledger
    /// `each device weight …` counts the share that one device of the first pipeline stage holds.
    /// `each operation …` is the same for the operations, `each trained weight …` for the weights that are trained,
    /// `each block weight …` and `each outer weight …` for those in repeated parts of the model, and for the others.
    case each(Symbol, Each, Formula, onDevice: Bool, role: Ledger.Role, note: String, Span)
    /// `assert batch_size mod micro_batch_size == 0, "text"`: what the ledger asks of its inputs
    case assertion(Formula, String)
    /// `inline legal_plan`: the rows of that ledger stand here, and what it asks of its inputs is asked here too
    case inline(Symbol, Span)
    /// `block * num_layers { … }`
    case group(Symbol, times: Formula, [LedgerRow], note: String, Span)
    case choice(Formula, [LedgerRow], [LedgerRow])
  }

  /// What a row speaks of one by one.
  public enum Each: String, CaseIterable, Sendable {
    case weight, operation
    case trainedWeight = "trained weight"
    case blockWeight = "block weight"
    case outerWeight = "outer weight"

    /// What a formula calls it.
    public var subject: String { self == .operation ? "operation" : "weight" }
  }

  /// What a `fold` adds up over the ops of the model.
  public enum Fold: String, CaseIterable, Sendable {
    case parameters, tables, experts, trained, forward, backward, recompute
    case activations, inputs, buffers
    /// Activations without those after the blocks of a pipeline, whose backward pass follows at once.
    case waiting
    case weightCasts = "weight_casts"
    case listed
    case tensorTraffic = "tensor_traffic"
    case expertTraffic = "expert_traffic"
    /// The moments of the backward pass, with what is alive then.
    case moments

    /// Whether the first of equal copies may differ from the others, where no gradient has to flow into it.
    public var isByCopy: Bool {
      [.backward, .recompute, .activations, .waiting, .inputs, .weightCasts].contains(self)
    }
  }
}
