"""What the program imports is not in its image."""

from kanivete.catalogue.crash.common import DEBUG_PODS, LOOK_INSIDE, READ_LOG, ROLL_BACK
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Owner

PRINTED = Where.CONTAINER_LOG
MODULE = r"(?P<module>[^'\"\n]{1,200})"

MISSING_MODULE = Cause(
    id="crash.missing-module",
    title=N_("A module that the program imports is not in its image"),
    explanation=N_(
        "The program asked its runtime for a module, package, class or assembly and the image has none of that name. "
        "Either the dependency is not declared or was left out when the image was built (development dependencies, "
        "another stage of the Dockerfile, .dockerignore), or the start command names a module as it is not called, or "
        "a volume mounted over the directory hides what was installed there. Restarting cannot help."
    ),
    owner=Owner.APPLICATION,
    patterns=(
        Pattern(rf"(?:ModuleNotFoundError|ImportError): No module named '?{MODULE}'?", where=LOG, rank=40),
        Pattern(r"Cannot find module '(?P<module>[^'/\n][^'\n]{0,200})'", where=LOG, rank=40),
        Pattern(rf"Cannot find package '{MODULE}' imported from", where=LOG, rank=40),
        Pattern(r"Cannot find module '[^'\n]{1,300}' imported from", where=LOG, rank=40),
        Pattern(rf"Error loading ASGI app\. Could not import module \"{MODULE}\"", where=LOG, rank=30),
        Pattern(
            r"Unable to load celery application\.\s+The module (?P<module>\S{1,200}) was not found", where=LOG, rank=30
        ),
        Pattern(
            r"cannot load such file -- (?P<module>[^\s(]{1,200})|Could not find gem '(?P<gem>[^'\n]{1,100})"
            r"|Could not find [^\n]{1,900} in (?:any of the sources|locally installed gems)",
            where=LOG,
            rank=40,
        ),
        Pattern(
            r"Could not find or load main class (?P<module>\S{1,200})|NoClassDefFoundError: (?P<name>[\w./$]{1,200})"
            r"|ClassNotFoundException: (?P<type>[\w.$]{1,200})",
            where=LOG,
            rank=58,
        ),
        Pattern(r"Could not load file or assembly '(?P<module>[^',\n]{1,200})", where=LOG, rank=40),
        Pattern(r"(?m)^\s*(?:PDOException: )?could not find driver\b", where=LOG, rank=40),
        Pattern(r"Can't locate (?P<module>\S{1,200}\.pm) in @INC", where=LOG, rank=40),
        Pattern(
            r"@prisma/client did not initialize yet|Prisma Client could not locate the Query Engine", where=LOG, rank=40
        ),
    ),
    examples=(
        Example("ModuleNotFoundError: No module named 'requests'", "Python", PRINTED),
        Example("Error: Cannot find module 'express'\nRequire stack:\n- /app/server.js", "Node.js", PRINTED),
        Example(
            "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'chalk' imported from /app/main.mjs",
            "Node.js, ES modules",
            PRINTED,
        ),
        Example(
            "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/app/lib/tax.js' imported from /app/main.mjs",
            "Node.js, ES modules, a file of its own",
            PRINTED,
        ),
        Example('ERROR:    Error loading ASGI app. Could not import module "shop".', "uvicorn", PRINTED),
        Example(
            "Error: Invalid value for '-A' / '--app': \nUnable to load celery application.\n"
            "The module shop.tasks was not found.",
            "Celery",
            PRINTED,
        ),
        Example("main.rb:1:in `require': cannot load such file -- rack (LoadError)", "Ruby", PRINTED),
        Example("Could not find rake-13.0.6, puma-6.4.0 in locally installed gems", "Bundler", PRINTED),
        Example("Error: Could not find or load main class com.acme.Main", "Java launcher", PRINTED),
        Example(
            "Unhandled exception. System.IO.FileNotFoundException: Could not load file or assembly 'Acme.Tax, "
            "Version=1.0.0.0, Culture=neutral'",
            ".NET",
            PRINTED,
        ),
        Example("In Connector.php line 70:\n\n  could not find driver", "Laravel", PRINTED),
        Example("Can't locate DBI.pm in @INC (you may need to install the DBI module)", "Perl", PRINTED),
        Example('Error: @prisma/client did not initialize yet. Please run "prisma generate"', "Prisma", PRINTED),
    ),
    near_misses=(
        NearMiss("Error: Cannot find module '/app/server.js'", "crash.missing-file", PRINTED),
        NearMiss(
            "ImportError: libpq.so.5: cannot open shared object file: No such file or directory",
            "crash.missing-interpreter",
            PRINTED,
        ),
        NearMiss("INFO plugin geoip: module not found, going on without", None, PRINTED),
    ),
    next=(READ_LOG, LOOK_INSIDE),
    remedies=(
        Advice(
            N_(
                "Declare the dependency (requirements, package.json, Gemfile, pom.xml …), build the image again and "
                "roll it out."
            )
        ),
        Advice(N_("Compare the start command with what the modules in the image are called.")),
        ROLL_BACK,
    ),
    references=(DEBUG_PODS,),
)

CAUSES = (MISSING_MODULE,)
