import Shell

Fixture.run(arguments: Array(CommandLine.arguments.dropFirst()))
