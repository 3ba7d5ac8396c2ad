"""A disk that loses what was not synchronised: replays a tape of changes and says what is there after a power cut.

A file's bytes are safe once the file is synchronised, its name once its directory is. What is not safe may be there or
not, in any combination; a write may be torn at a sector; a rename is whole. The order of changes to one name, and to one
file's name, is kept.
"""
import os

SECTOR = 512


class Disk:
    def __init__(self, folder):
        """All that lies in `folder` now is safe."""
        self.root = str(folder)
        # By path: a file's number, None for a folder. Those that are safe, and those that a running program sees.
        self.names, self.now = {self.root: None}, {}
        # By file: what is safe of it, and what is not yet. Changes of names that are not safe, in order.
        self.bytes, self.times, self.pending, self.changes, self.inodes = {}, {}, {}, [], {}
        for place, folders, files in os.walk(folder):
            self.names |= {os.path.join(place, name): None for name in folders}
            for path in (os.path.join(place, name) for name in files):
                file, status = self.file(str(os.stat(path).st_ino)), os.stat(path)
                with open(path, "rb") as open_file:
                    self.bytes[file] += open_file.read()
                self.times[file], self.names[path] = status.st_mtime, file
        self.now |= self.names

    def file(self, inode):
        """A new file under an inode, which may have been another's."""
        file = len(self.bytes)
        self.bytes[file], self.pending[file], self.inodes[inode] = bytearray(), [], file
        return file

    def apply(self, line):
        """One line of the tape; true when it made something safe."""
        word, *rest = line.rstrip("\n").split("\t")
        if word == "write":
            self.pending[self.inodes[rest[0]]].append((int(rest[1]), bytes.fromhex(rest[2])))
        elif word == "truncate":
            self.pending[self.inodes[rest[0]]].append((int(rest[1]), None))
        elif word == "sync":
            file = self.inodes[rest[0]]
            for change in self.pending[file]:
                change_bytes(self.bytes[file], change)
            self.pending[file] = []
            return True
        elif word == "syncdir":
            self.synchronise(rest[0])
            return True
        else:
            self.rename(word, rest)
        return False

    def rename(self, word, rest):
        """A change of names: what was at each path before and is now."""
        if word == "create":
            change = {rest[0]: self.file(rest[1])}
        elif word == "mkdir":
            change = {rest[0]: None}
        elif word == "unlink":
            change = {rest[0]: GONE}
        elif word == "link":
            change = {rest[1]: self.now[rest[0]]}
        else:
            change = {rest[0]: GONE, rest[1]: self.now[rest[0]]}
        self.changes.append(change)
        put(self.now, change)

    def synchronise(self, folder):
        """Makes safe what happened to the names of a folder, and what that cannot be without."""
        safe, paths, files = set(), set(), set()
        for index in reversed(range(len(self.changes))):
            change = self.changes[index]
            if any(os.path.dirname(path) == folder or path in paths for path in change) or files & numbers(change):
                safe.add(index)
                paths |= set(change)
                files |= numbers(change)
        for index in sorted(safe):
            put(self.names, self.changes[index])
        self.changes = [change for index, change in enumerate(self.changes) if index not in safe]

    def write_out(self, chance=None):
        """What is there after a cut: what is safe alone, or also what by chance survived."""
        names = dict(self.names)
        dropped_paths, dropped_files = set(), set()
        for change in self.changes:
            # What came after on the same name or file cannot be there without what came before.
            isKept = chance and not (set(change) & dropped_paths) and not (numbers(change) & dropped_files) and chance.random() < 0.5
            if isKept:
                put(names, change)
            else:
                dropped_paths |= set(change)
                dropped_files |= numbers(change)
        for path in sorted(names):
            file = names[path]
            if path != self.root and not os.path.isdir(os.path.dirname(path)):
                continue  # Its folder's own name was not safe.
            if file is None:
                os.mkdir(path)
            else:
                with open(path, "wb") as open_file:
                    open_file.write(self.content(file, chance))
                if file in self.times:
                    os.utime(path, (self.times[file],) * 2)

    def content(self, file, chance):
        content = bytearray(self.bytes[file])
        for change in self.pending[file] if chance else []:
            for piece in torn(change, chance):
                change_bytes(content, piece)
        return content


GONE = object()


def put(names, change):
    for path, file in change.items():
        if file is GONE:
            names.pop(path, None)
        else:
            names[path] = file


def numbers(change):
    return {file for file in change.values() if isinstance(file, int)}


def change_bytes(content, change):
    offset, data = change
    if data is None:
        content[offset:] = bytes(max(0, offset - len(content)))
    else:
        if len(content) < offset:
            content.extend(bytes(offset - len(content)))
        content[offset:offset + len(data)] = data


def torn(change, chance):
    """The whole of a change, nothing of it, or some of its sectors."""
    fate, (offset, data) = chance.random(), change
    if fate < 0.4:
        return [change]
    if data is None or fate < 0.8:
        return []
    pieces, at = [], 0
    while at < len(data):
        most = SECTOR - (offset + at) % SECTOR
        if chance.random() < 0.5:
            pieces.append((offset + at, data[at:at + most]))
        at += most
    return pieces
