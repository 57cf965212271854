/// Longer help on the language as a whole: `help language`. The manual page prints the same texts.
struct Topic: Sendable {
  let name: String
  /// Other words that lead here.
  var words: [String] = []
  let summary: String
  let sections: [Section]

  struct Section: Sendable {
    let text: String
    let examples: [String]
  }

  func lines(width: Int) -> [String] {
    var lines = ["\(name)   \(summary)"]
    for section in sections {
      lines.append("")
      lines += Paragraph.wrap(section.text, width: max(30, min(76, width - 2))).map { "  " + $0 }
      lines += section.examples.flatMap { $0.split(separator: "\n") }.map { "    " + $0 }
    }
    return lines
  }

  static let all: [Topic] = [
    language, units, conventions, models, machines, searches, lessons, declarations, scripts,
  ]

  private static let language = Topic(
    name: "language", summary: "how lines are written",
    sections: [
      Section(
        text:
          "A line is a question, a binding, a command or a declaration. A question is an expression; its answer is printed in full and for people.",
        examples: ["6 * params * 300B", "memory.weights / memory"]),
      Section(
        text:
          "= binds now and remembers what it was computed from; := is live and follows its inputs. A name with parameters is a function.",
        examples: [
          "d_ff = 4 * d_model", "d_ff := 4 * d_model", "flops_for(b) := flops.forward with batch_size = b",
        ]),
      Section(
        text:
          "with overrides inputs for one expression; -> (or to, in) converts; _ is the last value, and a line that begins with ->, *, / or with goes on from it.",
        examples: ["memory with batch_size = 8, precision = bf16 -> GiB", "params", "with num_layers = 24"]),
      Section(
        text:
          "Numbers: 50_257, 1.5e9, 400k, 2.5M, 7B, 1.5T, 128Ki, 50%. A lone B is never a byte. Only a unit may follow a number without an operator.",
        examples: ["80 GB / 2.5 bytes", "7B * 2 bytes -> GiB"]),
      Section(
        text:
          "Operators, loosest first: or, and, not, comparisons (which do not chain), + -, * / // mod, unary -, ^. if c then a else b is an expression. Lists are [a, b], ranges a..b, a..b step s, a..b step *2; both ends belong to them.",
        examples: ["if memory <= 80 GB then 1 else 0", "sum(1..48)", "max([3, 2, 5])"]),
      Section(
        text:
          "Texts stand in quotation marks; {expression} and {expression:.2} put values in. # begins a comment, ## the description of a declaration. ; or a new line ends a statement; inside brackets and after an operator a line goes on.",
        examples: ["print \"{params} parameters, {memory -> GB} of memory\""]),
      Section(
        text:
          "Members of a ledger follow a dot. A part that is repeated has two names: block is one of them, blocks are all.",
        examples: ["params.block.attention.q", "params.blocks", "memory.activations.total"]),
    ])

  private static let units = Topic(
    name: "units", summary: "what numbers measure",
    sections: [
      Section(
        text:
          "Bytes, FLOP, seconds, dollars and joules are strict: unlike things do not add. params, tokens, steps, sequences and devices are labels that say what was counted; they keep a sum honest and dissolve in a product.",
        examples: ["80 GB -> GiB", "19.5 TFLOP/s * 50% * 1 days"]),
      Section(
        text:
          "A unit is written without spaces inside (GB/s, bytes/param, $/hour) and stands only after a number or after an arrow. After the arrow also: human, exact, sci, hex, percent.",
        examples: ["params -> exact", "memory.weights / memory -> percent", "1e9 / 7 -> exact"]),
      Section(
        text:
          "GB is 10^9 bytes and GiB is 2^30; they are never mixed up. Anything that is not exact, or not shown exactly, is marked with a wavy equals sign.",
        examples: ["80 GiB - 80 GB"]),
    ])

  private static let conventions = Topic(
    name: "conventions", summary: "how the same question has several answers",
    sections: [
      Section(
        text:
          "Which activations count, whether causal attention is counted in full, how many FLOPs AdamW takes: such choices are inputs. Every answer names the ones it rests on.",
        examples: [
          "conventions", "memory.activations with activation_rule = outputs",
          "flops.forward with attention_flops = causal",
        ])
    ])

  private static let models = Topic(
    name: "models", words: ["model", "families", "config", "moe", "experts"],
    summary: "real models: presets, families, config.json",
    sections: [
      Section(
        text:
          "A preset is a model by name, a family an architecture. Numbers of a family that has none of its own, such as llama, are those that stand.",
        examples: ["list presets", "use llama-3-8b; params", "params.active with mixtral-8x7b"]),
      Section(
        text:
          "load reads the config.json of a model, in the spelling of any version of Transformers. It becomes a preset and is taken into use; keys that say nothing about cost are listed as not needed, keys that nobody knows are warned of. What a file leaves out has the default of the family's configuration class, and is listed; sizes that LLaMA and its like always write have to be there.",
        examples: ["load \"llama-3-8b/config.json\""]),
      Section(
        text:
          "A model_type that no family reads may be built like one that is known. Say so in one line: a family of a family takes over all its settings and replaces some. A new architecture is a model of ops and parts; help declarations has the forms.",
        examples: ["family my_llama of llama reads \"my_llama\" { bias_qkv = true }"]),
    ])

  private static let machines = Topic(
    name: "machines", words: ["plan", "plans", "parallelism", "training", "lora", "inference", "cluster"],
    summary: "what a run trains on, and what that costs",
    sections: [
      Section(
        text:
          "An accelerator is a set of figures, each with its source: rates by type, memory as it is sold and as the driver shows it, bandwidth, links, power. compute says which rate counts; precision sets it.",
        examples: ["list accelerators", "help h100-sxm", "use h100-sxm; precision = bf16; peak"]),
      Section(
        text:
          "A precision says how many bytes each state of a parameter takes, an optimizer what it keeps and computes for each parameter. With micro_batch_size below batch_size, gradients are accumulated and activations are those of one micro-batch.",
        examples: [
          "memory.static with precision = mixed_megatron", "memory.optimizer with optimizer = adafactor",
          "memory with batch_size = 32, micro_batch_size = 4",
        ]),
      Section(
        text:
          "trainable says what is trained; the rest is frozen and has no gradient, no optimizer state and no product for it. lora_rank puts adapters beside the linear layers that lora_targets names.",
        examples: [
          "memory with lora_rank = 16, lora_targets = all_linear", "flops.backward with trainable = head",
          "params.trainable with lora_rank = 8",
        ]),
      Section(
        text:
          "memory is what is held when the backward pass begins. memory.peak is the most at one time of a step: gradients come as activations go, temporaries on top. It says when that is; zero_grad and optimizer_impl change it. In float32 it is PyTorch's own to the byte for the course's model, GPT-2, LLaMA and Qwen3 on the CPU, under autocast and with experts within 1 %; elsewhere temporaries were not measured.",
        examples: ["memory.peak", "explain memory.peak", "memory.peak with optimizer_impl = foreach"]),
      Section(
        text:
          "num_accelerators, tp, pp, vp, cp, ep, sp and zero spread a run over devices. memory is then that of one device of the pipeline stage that holds most, or of the one that stage names; with zero = 3 the weights that it gathers to work with are a row of their own. traffic is what it sends, roofline the time of a step that the machine's limits allow: each operation by its products or its memory, whichever is slower. A plan that can't be says which number does not divide which.",
        examples: [
          "memory with num_accelerators = 8, batch_size = 8, zero = 1",
          "memory with num_accelerators = 4, pp = 4, batch_size = 4, stage = 3",
          "traffic with num_accelerators = 40, batch_size = 8, tp = 5",
          "roofline with num_accelerators = 40, batch_size = 8, tp = 5", "forward_time.block",
        ]),
      Section(
        text:
          "Papers count training FLOPs by different rules, and an MFU means something by its own rule only. flops_rule names it; hfu adds what is computed again; mfu_of says what an observed step makes.",
        examples: [
          "conventions flops", "time with flops_rule = palm", "hfu with recompute = block", "mfu_of(2 s)",
        ]),
      Section(
        text:
          "With optimizer_device = cpu AdamW runs on this computer, as fast as measure adamw found it: the question of ZeRO-Offload. That is all parameters on one computer; what goes there and back is not in it, and memory and roofline leave the optimizer where it was. The example measures few parameters, so that it is quick: a cache holds them. For an answer measure with params = 64M. time.step is forward and backward alone.",
        examples: [
          """
          measure adamw with params = 64k, kernel = parallel, seconds = 0.05
          use llama-2-7b; use a100; mfu = 50%; batch_size = 8; precision = bf16
          optimizer_device = cpu
          print "AdamW of a 7B model on this CPU: {time.optimizer -> s},"
          part := 100 * time.optimizer / time.step
          print "{part:.1} % of the {time.step -> s} of forward and backward"
          """
        ]),
      Section(
        text:
          "price and power turn the time of a run into money and energy. kv_cache, decode, prefill and inference_memory are about inference, for batch_size sequences of sequence_length tokens.",
        examples: [
          "cost with price = 2.5 $/hour", "energy -> kWh", "kv_cache.per_token", "decode_rate",
          "inference_memory",
        ]),
    ])

  private static let searches = Topic(
    name: "searches", words: ["search", "what-if"], summary: "what if, over many points",
    sections: [
      Section(
        text:
          "with asks about other inputs, by name and value or by the name of a scenario, a preset or an accelerator. A scenario is a set of inputs with a name; what is set by name outside wins over a variant inside.",
        examples: [
          "memory with batch_size = 8", "params with gpt2-xl, num_layers = 24",
          "scenario small: d_model = 800, num_layers = 12; memory with small",
        ]),
      Section(
        text:
          "sweep makes a table: a row for every combination, a column for every expression. Domains are lists, ranges a..b step s, geometric ranges a..b step *2, named values, models and scenarios.",
        examples: [
          "sweep batch_size = 1..8 : memory, memory.activations / memory",
          "sweep model = [gpt2, gpt2-xl] : params, memory -> GB",
        ]),
      Section(
        text:
          "solve finds a value, an extreme or a plan. Every point is looked at, so a condition may hold here and there; points that the model can't have are passed over. A single = compares there.",
        examples: [
          "solve num_layers within 1..200 for params = 7B",
          "solve max batch_size within 1..512 for memory <= 80 GB",
          "solve min memory over batch_size = 1..8, tied = [true, false] top 3",
        ]),
      Section(
        text:
          "collect writes an answer as a polynomial, sensitivity says what moves it, edge how far a condition is from breaking.",
        examples: ["collect memory in batch_size", "sensitivity memory", "edge memory <= 80 GB"]),
      Section(
        text:
          "Answers go to the screen in another format with | csv, | json, | md or | html, and to a file with > and its name; rows are written as they come, but a page of the web as a whole. Ctrl-C stops long work and keeps what was written.",
        examples: [
          "sweep batch_size = 1..4 : memory | csv", "params | json > \"params.json\"",
          "memory > \"memory.html\"",
        ]),
    ])

  private static let lessons = Topic(
    name: "lessons", summary: "learning step by step, and teaching",
    sections: [
      Section(
        text:
          "lesson lists the lessons, lesson NUMBER or lesson NAME takes one up where it was left. Enter or next goes on, back goes back, goto N goes anywhere. quit leaves, and lesson resume comes back, in a later session too. A lesson works on a worksheet of its own: yours is as it was when you leave it.",
        examples: ["lesson", "lesson 1", "next", "goto 1", "quit"]),
      Section(
        text:
          "A question is answered with an expression: any formula, in any unit. A rounded number is right when its digits are, and has at least three of them. A wrong answer is told what was probably mistaken, then hints, then why the answer is what it is. hint asks for a hint, skip shows the answer and goes on. Commands and bindings work as always.",
        examples: ["lesson counting-parameters; goto 3", "3 * d_model^2", "hint", "10.24M", "quit"]),
      Section(
        text:
          "play lets you explore, expressions included, and next comes back. Each step begins from the state the lesson says, so nothing you change makes a later one unpassable. predict hides a value until a guess was typed, outside of lessons too.",
        examples: ["lesson 1; play; num_layers = 2; params; next; quit", "predict params"]),
      Section(
        text:
          "audit sets figures that were printed somewhere beside the ones acct computes, each with a verdict: right, right as far as its digits go, GiB called GB, a thousand too small.",
        examples: [
          """
          audit "A page on GPT-2 XL" {
            claim "parameters" says 1.5B computed params with gpt2-xl
            claim "AdamW" says 25 GFLOP computed flops.optimizer
              "15 FLOPs for each parameter are {flops.optimizer}"
          }
          """
        ]),
      Section(
        text:
          "A lesson is declared like anything else: help declarations shows the form. A file with lessons is read with load. A lesson of which a step fails, or whose question has no answer, is refused there.",
        examples: ["help declarations"]),
    ])

  private static let declarations = Topic(
    name: "declarations", summary: "what may be added to the language",
    sections: [
      Section(
        text:
          "The library that acct begins with is written in these forms, and a file of yours may hold them too: it has no privileges. Lines that begin with ## above a declaration are its help.",
        examples: ["load \"cluster.acct\""])
    ]
      + DeclarationForm.all.map { form in
        Section(text: "\(form.keyword): \(form.summary).", examples: [form.example])
      })

  private static let scripts = Topic(
    name: "scripts", summary: "files of lines",
    sections: [
      Section(
        text:
          "acct FILE.acct runs a script: values go to standard output, messages to standard error, and the first error ends it. Exit status 0 is success, 1 a failed assertion or a value that could not be computed, 2 a mistake of syntax or usage, 3 a file, 130 an interruption. Arguments after the file are the list args.",
        examples: ["assert memory.static <= 80 GB", "assert params == 2_127_057_600, \"the course's count\""]),
      Section(
        text:
          "acct --step FILE.acct goes through a script one statement at a time: its comments are told, Enter runs the statement shown, and anything else that is typed runs in between.",
        examples: []),
      Section(
        text:
          "acct --format md FILE.acct and acct --format html FILE.acct write it as a page. Comments are its prose, in Markdown; an empty comment line parts paragraphs, and # # begins a heading. Statements are shown as they are written, ledgers, sweeps and explanations as tables, in HTML with bars, plots and formulas too.",
        examples: ["# # Where the bytes go\nmemory"]),
      Section(
        text:
          "acct --test PAGE.md runs the sessions in a page of Markdown: blocks fenced as acct, in which input follows acct> and goes on behind three dots. All blocks of a page are one session. A number counts to the digits that are written: 34.03 stands for 34.0329, and 1.6e9 for 1_600_000_000. Three dots in a line stand for any text, alone on a line for any lines. --update writes what acct answers.",
        examples: []),
    ])
}
