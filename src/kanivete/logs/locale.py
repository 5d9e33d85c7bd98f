"""The C library's, the shells' and coreutils' texts in other languages, read as if they were English.

Sources: the translations of glibc, bash and GNU coreutils (pt_BR, es, fr, de).
"""

import re

_ENGLISH = {
    "No such file or directory": (
        "Arquivo ou diretório inexistente", "Arquivo ou diretório não encontrado",
        "No existe el archivo o el directorio", "No existe el fichero o el directorio",
        "Aucun fichier ou dossier de ce type", "Aucun fichier ou répertoire de ce type",
        "Datei oder Verzeichnis nicht gefunden",
        "没有那个文件或目录", "Нет такого файла или каталога", "そのようなファイルやディレクトリはありません",
    ),
    "Permission denied": (
        "Permissão negada", "Permiso denegado", "Permission non accordée", "Keine Berechtigung",
        "权限不够", "Отказано в доступе", "許可がありません",
    ),
    "Operation not permitted": (
        "Operação não permitida", "Operación no permitida", "Opération non permise", "Vorgang nicht zulässig",
        "Die Operation ist nicht erlaubt",
        "不允许的操作", "Операция не позволена", "許可されていない操作です",
    ),
    "Read-only file system": (
        "Sistema de arquivos somente para leitura", "Sistema de ficheros de sólo lectura",
        "Sistema de archivos de sólo lectura", "Système de fichiers accessible en lecture seulement",
        "Das Dateisystem ist nur lesbar",
        "只读文件系统", "Файловая система доступна только для чтения",
    ),
    "No space left on device": (
        "Não há espaço disponível no dispositivo", "No queda espacio en el dispositivo",
        "Aucun espace disponible sur le périphérique", "Auf dem Gerät ist kein Speicherplatz mehr verfügbar",
        "设备上没有空间", "На устройстве не осталось свободного места", "デバイスに空き領域がありません",
    ),
    "Connection refused": (
        "Conexão recusada", "Conexión rehusada", "Connexion refusée", "Verbindungsaufbau abgelehnt",
        "拒绝连接", "连接被拒绝", "В соединении отказано", "接続を拒否されました",
    ),
    "Address already in use": (
        "Endereço já em uso", "La dirección ya se está usando", "Adresse déjà utilisée",
        "Die Adresse wird bereits verwendet",
        "地址已在使用", "Адрес уже используется", "アドレスは既に使用中です",
    ),
    "command not found": (
        "comando não encontrado", "orden no encontrada", "commande introuvable", "Kommando nicht gefunden.",
        "Kommando nicht gefunden",
        "未找到命令", "команда не найдена", "コマンドが見つかりません",
    ),
    "exec format error": (
        "Erro no formato exec", "Erro de formato do executável", "Formato de ejecutable incorrecto",
    ),
    "Is a directory": (
        "É um diretório", "Es un directorio", "est un dossier", "Ist ein Verzeichnis",
    ),
    # PostgreSQL's clients pass on what the server says in its own language.
    "password authentication failed for user": (
        "autenticação do tipo senha falhou para o usuário", "autenticação do tipo senha falhou para usuário",
        "autenticação por senha falhou para o usuário", "la autentificación password falló para el usuario",
        "authentification par mot de passe échouée pour l'utilisateur", "Passwort-Authentifizierung für Benutzer",
    ),
    "unbound variable": (
        "variável não associada", "variable sin asignar", "variable sans liaison",
    ),
    "parameter not set": (
        "parâmetro não definido",
    ),
    "cannot create directory": (
        "não foi possível criar o diretório", "no se puede crear el directorio", "impossible de créer le répertoire",
        "das Verzeichnis kann nicht angelegt werden", "kann Verzeichnis nicht anlegen",
    ),
    "cannot open": (
        "não foi possível abrir", "no se puede abrir", "impossible d'ouvrir",
    ),
    "cannot access": (
        "não foi possível acessar", "não é possível acessar", "no se puede acceder a", "impossible d'accéder à",
    ),
}  # fmt: skip
_TO_ENGLISH = {other.lower(): english for english, others in _ENGLISH.items() for other in others}
_OTHERS = re.compile("|".join(re.escape(other) for other in sorted(_TO_ENGLISH, key=len, reverse=True)), re.IGNORECASE)
_LINE = re.compile(r": (?:linha|línea|ligne|Zeile) (\d{1,7}): ")

FOREIGN = tuple(other for others in _ENGLISH.values() for other in others)
"""The texts in the other languages, as they are written."""


def in_english(text: str) -> str:
    """The text with these errors in English; most texts come back as they are."""
    return _OTHERS.sub(lambda found: _TO_ENGLISH[found[0].lower()], _LINE.sub(r": line \1: ", text))
