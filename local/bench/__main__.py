"""`make bench`: how fast the law and the letters are, as ratios that hold on any machine."""

from __future__ import annotations

from local.bench import law, letters

law.main()
letters.main()
