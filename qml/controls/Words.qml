pragma ComponentBehavior: Bound

import QtQuick
import Wattill.Theme

// Text in the pinned family. It wraps and never cuts a word off silently.
Text {
    color: Theme.colour.ink
    font.family: Theme.family
    font.pixelSize: Theme.size.textBody
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    Accessible.name: text
}
