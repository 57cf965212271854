import Language

/// A form of declaration: one row each, for `help declarations` and the manual page.
struct DeclarationForm: Sendable {
  let keyword: String
  let summary: String
  /// One entry that can be typed as it stands, after those of the rows above it.
  let example: String

  static let all: [DeclarationForm] = [
    DeclarationForm(
      keyword: "unit", summary: "a unit of measure; without = it measures something new",
      example: "unit shard, shards = 512 MiB"),
    DeclarationForm(
      keyword: "label", summary: "a unit that says what was counted, and dissolves in a product",
      example: "label request, requests"),
    DeclarationForm(
      keyword: "scale", summary: "the units that answers of one kind choose from, smallest first",
      example: "scale bytes KiB MiB GiB TiB"),
    DeclarationForm(
      keyword: "shape",
      summary: "an input that describes the model, with its domain and default, and its symbol on paper",
      example: "shape num_registers symbol R: whole = 0"),
    DeclarationForm(
      keyword: "input", summary: "an input that describes the run", example: "input shifts: count = 3"),
    DeclarationForm(
      keyword: "convention", summary: "a choice about counting; answers that rest on it name it",
      example: """
        convention headroom = tight {
          tight "nothing is set aside"
          loose "a tenth is set aside"
        }
        """),
    DeclarationForm(
      keyword: "accelerator", summary: "what a run trains on: rates by precision, memory, bandwidth",
      example: """
        accelerator small-gpu "a card of the workshop" {
          fp32 = 10 TFLOP/s "its data sheet"
          memory = 16 GB
          bandwidth = 500 GB/s
        }
        """),
    DeclarationForm(
      keyword: "dtype", summary: "a type of numbers",
      example: "dtype float4 \"4-bit floating point\" { size = 0.5 bytes }"),
    DeclarationForm(
      keyword: "precision",
      summary:
        "which types the weights, gradients, master weights, moments and the residual stream have",
      example: """
        precision bf16_master {
          residual = bfloat16; autocast = false; compute = bf16
          weight = 2 bytes/param
          gradient = 2 bytes/param
          master = 4 bytes/param
          moment = 4 bytes/param
        }
        """),
    DeclarationForm(
      keyword: "optimizer",
      summary: "what changes the weights: its moments and its FLOPs, or state and update of one weight",
      example: """
        optimizer heavy_ball {
          moments = 1 "the momentum"
          lines = false
          update = 4 FLOP * weight.elements "m = b m + g; x = x - a m"
        }
        """),
    DeclarationForm(
      keyword: "default", summary: "fields that the records of a kind have where they don't say them",
      example: "default accelerator { power = 400 W \"a guess\" }"),
    DeclarationForm(
      keyword: "preset", summary: "a model by name: a family and its shapes",
      example: """
        preset tiny of cs336 {
          vocab_size = 1000; context_length = 128
          num_layers = 2; d_model = 64; num_heads = 4
        }
        """),
    DeclarationForm(
      keyword: "op",
      summary:
        "an operation: its weights, its FLOPs, which tensors are kept for the backward pass, its result",
      example: """
        op square(x) {
          keeps input = x "Pow.self"
          lists like(x, x.dtype)
          gives like(x, x.dtype)
        }
        """),
    DeclarationForm(
      keyword: "model", summary: "a family of models, written like its forward pass",
      example: """
        model two_layers "an embedding, a hidden layer, a head" {
          tokens = token_ids()
          x = embedding(tokens, vocab_size, d_model)
          repeat num_layers as block {
            up = linear(x, d_ff)
            hidden = square(up)
            down = linear(hidden, d_model)
            x = residual(x, down)
          }
          lm_head = linear(x, vocab_size)
          loss = cross_entropy(lm_head, fused)
        }
        """),
    DeclarationForm(
      keyword: "part",
      summary:
        "a stretch of a model with operands; called by a name it makes a group of rows, after inline none",
      example: """
        part two_matrices(x, width) {
          up = linear(x, width)
          hidden = square(up)
          down = linear(hidden, d_model)
          gives down
        }
        """),
    DeclarationForm(
      keyword: "family",
      summary:
        "a model with settings of its own; config(key, default) asks the config.json whose model_type it reads",
      example: """
        family small_llama of llama reads "small_llama" {
          d_model = config(hidden_size, 512)
          num_kv_heads := config(num_key_value_heads, num_heads)
          tied = config(tie_word_embeddings, true)
        }
        """),
    DeclarationForm(
      keyword: "ledger",
      summary:
        "rows that add up; also rows stand beside the total, fold sums over the ops, each weight is a row for every parameter tensor, assert says what is asked of the inputs, inline lays the rows of another ledger, and what that asks, in their place",
      example: """
        ledger disk: bytes {
          weights = params * precision.weight
          optimizer = memory.optimizer "the two moments"
          also each_day = disk * 24 "a checkpoint an hour"
        }
        """),
    DeclarationForm(
      keyword: "scenario", summary: "inputs with values under one name, for with, sweep and compare",
      example: "scenario long: gpt2-xl, context_length = 4096"),
    DeclarationForm(
      keyword: "lesson",
      summary: "steps that are shown and questions that are checked; comments in a step are told",
      example: """
        lesson "Weights" {
          about "what they take in memory"
          start { use gpt2-xl }
          step "The model" {
            # Guess before you see it.
            predict params
          }
          ask "How much memory is that in float32?"
            expecting memory.weights {
            within 1%
            wrong 2 bytes * params "that is bfloat16"
            hint "A float32 number has 4 bytes."
            explain memory.weights
          }
        }
        """),
  ]
}
