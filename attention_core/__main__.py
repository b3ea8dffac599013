"""python -m attention_core."""

from attention_core.cli.parser import main

raise SystemExit(main())
