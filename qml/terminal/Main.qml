pragma ComponentBehavior: Bound

import QtQuick
import Wattill.Controls
import Wattill.Terminal
import Wattill.Theme

// Header, the page, and the countdown over it.
Rectangle {
    id: root

    required property Terminal terminal

    color: Theme.colour.ground

    Header {
        id: header

        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.topMargin: Theme.size.gap
        anchors.leftMargin: Theme.size.margin
        anchors.rightMargin: Theme.size.margin
        siteName: root.terminal.siteName
        clock: root.terminal.clock
        helpOpen: root.terminal.helpOpen
        onLanguageAsked: root.terminal.toggleLanguage()
        onLargeTypeAsked: root.terminal.toggleLargeType()
        onHelpAsked: root.terminal.toggleHelp()
    }

    PageHost {
        anchors.top: header.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.size.margin
        terminal: root.terminal
    }

    IdleBanner {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        text: root.terminal.idleText
        onTapped: root.terminal.touched()
    }
}
