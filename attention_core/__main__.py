"""python -m attention_core."""

from attention_core.cli import main

raise SystemExit(main())
