@echo off
rem Takes the agent off this PC and asks what to do with the journal and the identity. Right-click, Run as administrator.
powershell.exe -NoProfile -ExecutionPolicy Bypass -File "%~dp0uninstall.ps1" %*
set RESULT=%ERRORLEVEL%
if "%~1"=="" pause
exit /b %RESULT%
